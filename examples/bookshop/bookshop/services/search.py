from collections.abc import Sequence

from ..models import Book


def overlap(left: Book, right: Book) -> int:
    return len(set(left.tags) & set(right.tags))


def related(books: Sequence[Book]) -> list[tuple[int, int]]:
    """Pairs of books that share a tag."""
    return [(a.id, b.id) for a in books for b in books if a.id < b.id and overlap(a, b)]


def duplicates(titles: list[str]) -> set[str]:
    """Titles that occur twice, whatever their case and spacing."""
    found = set()
    for i, title in enumerate(titles):
        for other in titles[i + 1 :]:
            if " ".join(title.split()).lower() == " ".join(other.split()).lower():
                found.add(title)
    return found
