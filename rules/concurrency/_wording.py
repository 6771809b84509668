"""Sentences that the rules on blocking and burning calls share."""

from __future__ import annotations

from fastapi_lint.api import Effect, EffectKind, Offload, Role, Site

_WAITS_FOR = {
    EffectKind.NETWORK: "the network",
    EffectKind.DATABASE: "the database",
    EffectKind.DISK: "the disk",
    EffectKind.SLEEP: "the clock",
    EffectKind.LOCK: "a lock",
    EffectKind.SUBPROCESS: "another program",
    EffectKind.DNS: "a name server",
    EffectKind.STDIN: "the terminal",
    EffectKind.CPU: "the processor",
}

_DECLARABLE = Role.HANDLER | Role.DEPENDENCY | Role.BACKGROUND_TASK | Role.EXCEPTION_HANDLER


def waits_for(effect: Effect) -> str:
    """`the network`, `a lock` …"""
    return _WAITS_FOR[effect.leaf.kind]


def through(effect: Effect) -> str:
    """` through `load()` and 2 more calls` for what is reached indirectly, else nothing."""
    hops = effect.witness[:-1]
    if not hops:
        return ""
    more = len(hops) - 1
    rest = f" and {more} more call{'s' if more > 1 else ''}" if more else ""
    return f" through `{hops[0].call}`{rest}"


def called(effect: Effect) -> str:
    """The leaf as code: `` `requests.get` ``; a loop's description stands as it is.

    To enter a context costs nothing by itself: what is said to burn there is what runs within.
    """
    leaf = effect.leaf
    manager, entering, _ = leaf.name.partition(".__enter__")
    if entering and leaf.kind.burns:
        return f"what runs within `{manager}`"
    return f"`{leaf.name}`" if leaf.library else leaf.name


def remedy(effect: Effect, site: Site) -> str:
    """What really helps here, in one sentence: the async twin, a thread, a process, or `def`."""
    leaf = effect.leaf
    options = []
    if leaf.twin:
        options.append(f"await `{leaf.twin}` instead")
    elif leaf.remedy:
        options.append(leaf.remedy)
    if site.is_a(Role.MODEL_HOOK) and not site.is_async:
        return "a model hook cannot wait for anything: do this in a dependency or in the handler"
    if leaf.offload is Offload.THREAD:
        if not site.awaits and site.is_a(_DECLARABLE):
            options.append(f"declare `{site.name}` with `def`, so that it runs in a worker thread")
        else:
            options.append("run it in a worker thread with `await run_in_threadpool(...)`")
    elif leaf.offload is Offload.PROCESS and not leaf.remedy:
        options.append(
            "use a process (`anyio.to_process.run_sync`) or a job queue: it holds the GIL, a thread won't help"
        )
    return ", or ".join(options)
