#!/usr/bin/env bash
# Runs `fastapi-lint check` as the inputs say. They come as variables of the environment and go on as words: nothing of
# them is ever read as shell code. Works with the bash of macOS, which is 3.2.
# Out: `exit-code`, `findings`, `report` and `sarif`. Ends with the exit code of the check.
set -euo pipefail

folder=$RUNNER_TEMP/fastapi-lint
report=$folder/report.json
mkdir -p "$folder"

words=(check --output "json:$report")
if [[ $ANNOTATIONS == true ]]; then
    words+=(--output github)
else
    words+=(--output concise)
fi

sarif=$SARIF_FILE
if [[ -z $sarif && $UPLOAD_SARIF == true ]]; then
    sarif=$folder/report.sarif
fi
if [[ -n $sarif ]]; then
    words+=(--output "sarif:$sarif")
fi

[[ -z $FAIL_ON ]] || words+=("--fail-on=$FAIL_ON")
[[ -z $BASELINE ]] || words+=("--baseline=$BASELINE")
[[ -z $SINCE ]] || words+=("--since=$SINCE")
if [[ $CACHE == true ]]; then
    words+=("--cache-dir=$folder/cache")
else
    words+=(--no-cache)
fi

# The options of `args` are words between white space, over however many lines; quotes mean nothing.
while read -r -a line; do
    words+=(${line[@]+"${line[@]}"})
done <<<"$ARGS"

words+=(--)
while IFS= read -r path; do
    path=${path%$'\r'}
    [[ -z $path ]] || words+=("$path")
done <<<"$PATHS"

# -P: the folder that is checked must not become importable.
code=0
"$PYTHON" -P -m fastapi_lint "${words[@]}" || code=$?

findings=
case $code in
    0 | 1 | 3)
        findings=$("$PYTHON" -P -c 'import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    print(json.load(file)["summary"]["findings"])' "$report")
        case $sarif in
            "" | /* | [A-Za-z]:*) ;;
            *) sarif=$PWD/$sarif ;;
        esac
        ;;
    *) # files that lie there are of an earlier run
        report=
        sarif=
        ;;
esac

# Values are written between marks that no value can contain, so that a path can hold whatever it likes.
give() {
    local mark=fastapi-lint-$RANDOM$RANDOM$RANDOM$RANDOM
    printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >>"$GITHUB_OUTPUT"
}
give exit-code "$code"
give findings "$findings"
give report "$report"
give sarif "$sarif"
exit "$code"
