from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations


def related(tags: Sequence[tuple[int, list[str]]], limit: int) -> list[tuple[int, int]]:
    """The first `limit` pairs of books that share a tag, from each book's number and tags."""
    by_tag: dict[str, set[int]] = defaultdict(set)
    for book_id, names in tags:
        for name in names:
            by_tag[name].add(book_id)
    return sorted({pair for ids in by_tag.values() for pair in combinations(sorted(ids), 2)})[:limit]
