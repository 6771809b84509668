"""Which files are analysed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_lint.model.problem import ProblemKind
from fastapi_lint.source.discovery import discover
from fastapi_lint.source.overlay import Files

Write = Callable[..., Path]


def found(root: Path, *paths: str, **options: object) -> list[str]:
    """The paths that discovery finds below `paths`, by default below the root."""
    chosen = [root / path for path in paths] or [root]
    return [file.path for file in discover(chosen, root, **options).files]  # type: ignore[arg-type]


class TestWhatIsExcluded:
    @staticmethod
    def told(root: Path, *paths: str, **options: object) -> tuple[str, ...]:
        chosen = [root / path for path in paths] or [root]
        return discover(chosen, root, **options).excluded  # type: ignore[arg-type]

    def test_what_the_user_s_own_patterns_leave_out_is_told(self, write: Write) -> None:
        root = write({}, "a.py", "old/b.py", "app/gen/c.py", "app/d_pb2.py", "notes.txt", ".venv/x.py")
        assert self.told(root, extend_exclude=("old/", "gen/", "*_pb2.py", "*.txt")) == (
            "app/d_pb2.py",
            "app/gen/",
            "old/",
        )
        assert self.told(root, exclude=("old/",)) == ("old/",)

    def test_what_nobody_asked_to_leave_out_is_not(self, write: Write) -> None:
        root = write({".gitignore": "ignored/\n"}, "a.py", ".venv/x.py", "node_modules/y.py", "ignored/z.py")
        assert self.told(root) == ()
        assert self.told(root, extend_exclude=("elsewhere/",)) == ()

    def test_what_is_named_all_the_same_is_not_left_out(self, write: Write) -> None:
        root = write({}, "a.py", "old/b.py")
        assert self.told(root, "old", extend_exclude=("old/",)) == ()


class TestWhatIsTaken:
    def test_python_files_in_order_of_path(self, write: Write) -> None:
        assert found(write({}, "b.py", "a/z.py", "a/b/c.py", "notes.txt", "a.pyw")) == ["a/b/c.py", "a/z.py", "b.py"]

    def test_stub_files_are_left_out_even_if_named(self, write: Write) -> None:
        root = write({}, "a.py", "a.pyi")
        assert found(root) == ["a.py"]
        assert found(root, "a.pyi") == []

    @pytest.mark.parametrize(
        "folder", [".git", ".hidden", "node_modules", "__pycache__", "site-packages", "app.egg-info", "build", "dist"]
    )
    def test_folders_that_hold_no_code_of_the_project_are_skipped(self, write: Write, folder: str) -> None:
        assert found(write({}, "app.py", f"{folder}/x.py", f"deep/{folder}/y/x.py")) == ["app.py"]

    @pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history"])
    def test_environments_are_known_by_what_is_in_them(self, write: Write, mark: str) -> None:
        assert found(write({}, "app.py", f"anything/{mark}", "anything/lib/x.py")) == ["app.py"]

    def test_a_package_named_build_is_code(self, write: Write) -> None:
        assert found(write({}, "app/build/__init__.py", "app/build/api.py")) == [
            "app/build/__init__.py",
            "app/build/api.py",
        ]

    def test_a_skipped_folder_is_taken_if_named(self, write: Write) -> None:
        root = write({}, "venv/pyvenv.cfg", "venv/lib/site-packages/fastapi/routing.py")
        assert found(root, "venv/lib/site-packages") == ["venv/lib/site-packages/fastapi/routing.py"]

    def test_a_named_file_is_taken_whatever_its_suffix(self, write: Write) -> None:
        assert found(write({}, "manage", "a.py"), "manage") == ["manage"]

    def test_a_file_named_twice_is_taken_once(self, write: Write) -> None:
        assert found(write({}, "app/a.py"), "app", "app/a.py", ".") == ["app/a.py"]


class TestGitignore:
    def test_patterns_hold_below_their_folder_only(self, write: Write) -> None:
        root = write({"a/.gitignore": "gen.py\n"}, "gen.py", "a/gen.py", "a/b/gen.py")
        assert found(root) == ["gen.py"]

    def test_negation_takes_back(self, write: Write) -> None:
        assert found(write({".gitignore": "*_pb2.py\n!kept_pb2.py\n"}, "a_pb2.py", "kept_pb2.py")) == ["kept_pb2.py"]

    def test_the_nearer_file_decides(self, write: Write) -> None:
        assert found(write({".gitignore": "x.py\n", "a/.gitignore": "!x.py\n"}, "x.py", "a/x.py")) == ["a/x.py"]

    def test_nothing_comes_back_from_an_ignored_folder(self, write: Write) -> None:
        assert found(write({".gitignore": "gen/\n!gen/x.py\n"}, "gen/x.py", "y.py")) == ["y.py"]

    def test_files_above_the_root_hold_up_to_the_top_of_the_repository(self, write: Write) -> None:
        top = write({".gitignore": "local.py\n", "services/.gitignore": "/api/tmp/\n"}, ".git/HEAD")
        write({}, "services/api/local.py", "services/api/tmp/x.py", "services/api/main.py")
        (top.parent / ".gitignore").write_text("main.py\n")
        assert found(top / "services/api") == ["main.py"]

    def test_exclude_file_of_the_repository(self, write: Write) -> None:
        assert found(write({".git/info/exclude": "scratch.py\n"}, "a/scratch.py", "b.py")) == ["b.py"]

    def test_exclude_file_of_a_linked_work_tree(self, write: Write) -> None:
        root = write(
            {"main/.git/info/exclude": "scratch.py\n", "main/.git/worktrees/w/commondir": "../..\n"},
            "w/a.py",
            "w/scratch.py",
        )
        (root / "w/.git").write_text(f"gitdir: {root}/main/.git/worktrees/w\n")
        assert found(root / "w") == ["a.py"]

    def test_it_can_be_turned_off(self, write: Write) -> None:
        assert found(write({".gitignore": "*.py\n"}, "a.py"), respect_gitignore=False) == ["a.py"]

    def test_lines_that_git_does_not_understand_match_nothing(self, write: Write) -> None:
        assert found(write({".gitignore": "[z-a]\n!\n\\\nb.py\r\n"}, "a.py", "b.py")) == ["a.py"]

    def test_an_ignored_file_or_folder_is_taken_if_named(self, write: Write) -> None:
        root = write({".gitignore": "/out/**\nlocal.py\n"}, "out/a/x.py", "local.py", "out/a/local.py")
        assert found(root) == []
        assert found(root, "local.py", "out/a") == ["local.py", "out/a/x.py"]

    def test_a_root_that_is_ignored_itself_is_taken(self, write: Write) -> None:
        top = write({".gitignore": "sandbox/\n"}, ".git/HEAD", "sandbox/app/a.py")
        assert found(top / "sandbox") == ["app/a.py"]
        assert found(top / "sandbox", "app") == ["app/a.py"]

    @pytest.mark.parametrize("seed", range(25))
    def test_the_same_files_as_git_itself(self, tmp_path: Path, seed: int) -> None:
        """Random nested pattern files: `git ls-files` is the judge."""
        chance = random.Random(seed)
        patterns = [
            "a",
            "b/",
            "/a",
            "!a",
            "!a/",
            "a/b",
            "a/*",
            "!a/b",
            "**/b",
            "a/**",
            "!*.py",
            "x.py",
            "!x.py",
            "/x.py",
            "*",
            "!*/",
            "/*",
            "!/a/",
            "b/**/x.py",
            "[ab]",
            "?.py",
        ]
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        for folder in ("", "a", "b", "a/b", "b/a", "a/b/a"):
            (tmp_path / folder).mkdir(exist_ok=True)
            for name in ("x.py", "y.py"):
                (tmp_path / folder / name).touch()
            if chance.random() < 0.5:
                lines = chance.choices(patterns, k=chance.randint(1, 3))
                (tmp_path / folder / ".gitignore").write_text("\n".join(lines))
        command = ["git", "-C", str(tmp_path), "-c", "core.excludesFile=", "ls-files", "-o", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
        assert found(tmp_path) == sorted(path for path in listed if path.endswith(".py"))


class TestExcludes:
    def test_the_user_s_patterns_replace_the_defaults(self, write: Write) -> None:
        root = write({}, "a.py", ".ci/b.py", "old/c.py")
        assert found(root, exclude=["old/"]) == [".ci/b.py", "a.py"]

    def test_further_patterns_add_to_the_defaults(self, write: Write) -> None:
        root = write({}, "a.py", ".ci/b.py", "old/c.py")
        assert found(root, extend_exclude=["old/"]) == ["a.py"]

    def test_negation_takes_back_what_a_default_leaves_out(self, write: Write) -> None:
        root = write({}, ".ci/b.py", "dist/c.py")
        assert found(root, extend_exclude=["!/.ci/", "!dist/"]) == [".ci/b.py", "dist/c.py"]

    def test_a_named_file_is_taken_unless_excludes_are_forced(self, write: Write) -> None:
        root = write({}, "old/a.py", "b.py")
        assert found(root, "old/a.py", "b.py", exclude=["old/"]) == ["b.py", "old/a.py"]
        assert found(root, "old/a.py", "b.py", exclude=["old/"], force_exclude=True) == ["b.py"]


class TestSymbolicLinks:
    def test_nothing_outside_the_root_is_followed(self, write: Write) -> None:
        root = write({}, "a.py")
        (root.parent / "outside").mkdir()
        (root.parent / "outside/secret.py").touch()
        (root / "folder").symlink_to(root.parent / "outside")
        (root / "file.py").symlink_to(root.parent / "outside/secret.py")
        assert found(root) == ["a.py"]

    def test_asking_for_what_lies_outside_is_a_problem(self, write: Write) -> None:
        root = write({}, "a.py")
        (root / "up").symlink_to(root.parent)
        (problem,) = discover([root / "up"], root).problems
        assert problem.kind is ProblemKind.UNREADABLE
        assert problem.message.endswith("lies outside the project root")

    def test_loops_end(self, write: Write) -> None:
        root = write({}, "a/b/x.py")
        (root / "a/b/up").symlink_to(root)
        (root / "a/b/self").symlink_to("self")
        (root / "a/side").symlink_to(root / "a/b")
        (root / "a/b/back").symlink_to(root / "a/side")
        assert found(root) == ["a/b/x.py"]

    def test_a_link_gives_a_file_a_further_name(self, write: Write) -> None:
        root = write({}, "shared/models.py", "backend/app/main.py")
        (root / "backend/app/shared").symlink_to(root / "shared")
        files = {file.path: file for file in discover([root], root).files}
        assert set(files) == {"shared/models.py", "backend/app/main.py"}
        assert files["shared/models.py"].module == "shared.models"
        assert "app.shared.models" in files["shared/models.py"].alternates

    def test_a_link_leads_to_folders_that_were_not_asked_for(self, write: Write) -> None:
        root = write({}, "shared/models.py", "app/main.py", "other/x.py")
        (root / "app/shared").symlink_to(root / "shared")
        assert found(root, "app") == ["app/main.py", "shared/models.py"]

    def test_a_link_brings_in_nothing_that_is_hidden(self, write: Write) -> None:
        root = write({".gitignore": "generated/\n"}, "generated/x.py", "env/pyvenv.cfg", "env/y.py", "a.py")
        (root / "latest").symlink_to(root / "generated")
        (root / "current").symlink_to(root / "env")
        (root / "z.py").symlink_to(root / "generated/x.py")
        assert found(root) == ["a.py"]

    def test_a_root_that_is_reached_by_a_link(self, write: Write) -> None:
        root = write({}, "app/a.py")
        link = root.parent / "link"
        link.symlink_to(root)
        assert found(link) == ["app/a.py"]
        assert [file.path for file in discover([root / "app"], link).files] == ["app/a.py"]


class TestProblems:
    def test_a_path_that_does_not_exist(self, write: Write) -> None:
        root = write({}, "a.py")
        discovery = discover([root / "a.py", root / "gone.py"], root)
        (problem,) = discovery.problems
        assert [file.path for file in discovery.files] == ["a.py"]
        assert (problem.kind, problem.path) == (ProblemKind.UNREADABLE, "gone.py")
        assert problem.message == f"cannot read `{root}/gone.py`: no such file or directory"
        assert problem.hint == "check the path and its permissions"

    def test_a_file_where_a_folder_is_expected(self, write: Write) -> None:
        root = write({}, "a.py")
        (problem,) = discover([root / "a.py" / "b.py"], root).problems
        assert problem.message.endswith(": not a directory")

    def test_a_link_to_nowhere_that_looks_like_a_module(self, write: Write) -> None:
        root = write({}, "a.py")
        (root / "lost.py").symlink_to("nowhere.py")
        (root / "lost").symlink_to("nowhere")
        (problem,) = discover([root], root).problems
        assert problem.path == "lost.py"
        assert "leads nowhere" in problem.message

    def test_a_folder_that_cannot_be_listed(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        root = write({}, "a.py", "locked/b.py")
        scandir = os.scandir

        def refuse(path: str) -> object:
            if path.endswith("locked"):
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)
        discovery = discover([root], root)
        assert [file.path for file in discovery.files] == ["a.py"]
        assert [problem.message for problem in discovery.problems] == ["cannot list `locked`: permission denied"]

    def test_a_pipe_is_never_opened(self, write: Write) -> None:
        root = write({}, "a.py")
        os.mkfifo(root / "pipe.py")
        assert found(root) == ["a.py"]
        (problem,) = discover([root / "pipe.py"], root).problems
        assert problem.message == "cannot read `pipe.py`: it is neither a file nor a folder"

    def test_a_file_name_that_is_no_utf_8(self, write: Write) -> None:
        root = write({}, "a.py")
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.py")).touch()
        discovery = discover([root], root)
        assert [file.path for file in discovery.files] == ["a.py"]
        (problem,) = discovery.problems
        assert problem.path == "caf\\xe9.py"
        problem.message.encode("utf-8")


class TestOverlay:
    def test_files_in_memory_are_found_beside_those_on_disk(self, write: Write) -> None:
        root = write({".gitignore": "gen.py\n"}, "app/__init__.py", "app/a.py")
        files = Files(root, {"app/new.py": "", "app/deep/x.py": "", "gen.py": ""})
        assert found(root, files=files) == ["app/__init__.py", "app/a.py", "app/deep/x.py", "app/new.py"]

    def test_standard_input_under_a_name_that_need_not_exist(self, write: Write) -> None:
        root = write({}, "app/__init__.py")
        (file,) = discover([root / "app/stdin.py"], root, files=Files(root, {"app/stdin.py": b"x = 1"})).files
        assert (file.path, file.module) == ("app/stdin.py", "app.stdin")

    def test_a_project_in_memory_does_not_look_at_the_disk(self, tmp_path: Path) -> None:
        (tmp_path / "on_disk.py").touch()
        files = Files.in_memory({"app/main.py": "", "app/.hidden/x.py": ""})
        assert found(tmp_path, files=files) == ["app/main.py"]


NAMES = st.sampled_from(["a", "b", "c", "build", ".git", "src"])
TREES = st.sets(
    st.tuples(st.lists(NAMES, max_size=3), st.sampled_from(["x.py", "__init__.py", "y.txt"])).map(
        lambda each: "/".join([*each[0], each[1]])
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(tree=TREES, seed=st.integers(0, 1000))
def test_discovery_does_not_hang_on_the_order_of_listing(tree: set[str], seed: int) -> None:
    """The same tree, listed by the file system in any order and asked for in any order, gives the same discovery."""
    chance = random.Random(seed)
    scandir = os.scandir

    class Shuffled:
        def __init__(self, path: str) -> None:
            with scandir(path) as listing:
                self.entries = sorted(listing, key=lambda entry: entry.name)
            chance.shuffle(self.entries)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None:
            return None

    root = Path(tempfile.mkdtemp())
    try:
        for path in sorted(tree):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch()
        (root / "zz_link").symlink_to(root / sorted(tree)[0].split("/")[0])
        paths = [root, *(root / path for path in sorted(tree))]
        expected = discover(paths, root)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "scandir", Shuffled)
            chance.shuffle(paths)
            assert discover(paths, root) == expected
    finally:
        shutil.rmtree(root)
