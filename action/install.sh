#!/usr/bin/env bash
# Installs fastapi-lint into an environment of its own, so that nothing of the job's is touched.
# In: VERSION, PYTHON, and what GitHub sets. Out: `python`, the interpreter of the environment.
set -euo pipefail

# A carriage return or a `%` must not end the command, nor a line of the value begin another.
say_error() {
    local text=${1//'%'/%25}
    text=${text//$'\r'/%0D}
    printf '::error title=fastapi-lint::%s\n' "${text//$'\n'/%0A}"
}

case $VERSION in
    "") requirement=$GITHUB_ACTION_PATH ;; # what the workflow names after the `@`
    [0-9]*) requirement="fastapi-lint==$VERSION" ;;
    *) requirement="fastapi-lint$VERSION" ;;
esac
if [[ -n $VERSION && ! $VERSION =~ ^[][0-9A-Za-z.,\<\>=!~*+\ -]+$ ]]; then
    say_error "'$VERSION' is no version: write one such as '0.1.0', or a range such as '>=0.2,<1'"
    exit 2
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say_error "'$PYTHON' is no Python of 3.11 or newer: name one by the input 'python', or set one up with actions/setup-python"
    exit 2
fi

environment=$RUNNER_TEMP/fastapi-lint/environment
"$PYTHON" -m venv "$environment"
python=$environment/bin/python
[[ -x $python ]] || python=$environment/Scripts/python.exe
"$python" -m pip --quiet --disable-pip-version-check install "$requirement"
printf 'python=%s\n' "$python" >>"$GITHUB_OUTPUT"
