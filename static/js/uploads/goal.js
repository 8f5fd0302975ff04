// Where the files of a form go, and where on which page they are shown meanwhile: what the form says at this moment.
export function goal(form, { url, list, card, file }) {
  const said = new FormData(form);
  const field = (name) => said.get(name) ?? "";
  const choice = form.querySelector('[name="audience"]:checked')?.closest("label");
  return {
    ...{ endpoint: url, list, card, file, form: form.id, page: window.location.pathname },
    ...{ audience: field("audience"), folder: field("folder"), note: field("note"), wanted: field("wanted") },
    badge: { kind: form.dataset.aud ?? choice?.dataset.aud ?? "", words: form.dataset.audName ?? choice?.textContent.trim() ?? "" },
  };
}
