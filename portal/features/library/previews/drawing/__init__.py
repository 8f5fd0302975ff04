"""One module a family of formats: an open file in, sizes and pictures of pages and the places of their words out."""
