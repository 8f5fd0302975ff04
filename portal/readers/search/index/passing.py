"""Tests of a question as sets of documents."""

from functools import reduce
from operator import and_, or_

from portal.readers.search.contract import Among, Both, Either, Having, Not, Since, Test
from portal.readers.search.index.block import Block


def passing(block: Block, test: Test) -> int:
    """The documents of a block that pass; others of the whole number mean nothing."""
    match test:
        case Among(column, values):
            return block.among(column, values)
        case Having(flags):
            return block.having(flags)
        case Since(second):
            return block.since(second)
        case Not(inner):
            return block.all & ~passing(block, inner)
        case Both(tests):
            return reduce(and_, (passing(block, each) for each in tests), block.all)
        case Either(tests):
            return reduce(or_, (passing(block, each) for each in tests), 0)
