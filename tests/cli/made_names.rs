//! `lint` of programs that make the name of what they start: in loops, by unpacking, in functions, macros and variables that
//! a build tool is given. Beside each stands what only looks like it.

use super::project::Project;

/// A Dockerfile that takes `files` and does `last`, linted; what `--format short` says.
fn said(last: &str, files: &[(&str, &str)]) -> String {
    let dockerfile = format!("FROM debian:12\nCOPY . /app\n{last}\n");
    let mut all = vec![("Dockerfile", dockerfile.as_str())];
    all.extend(files);
    Project::with(&all).run(&["lint", "--no-policy", "--format", "short"]).out
}

fn is_found(last: &str, name: &str, text: &str) {
    let out = said(last, &[(name, text)]);
    assert!(out.contains("STOP[miner-command]"), "{last}: {name}: {text}{out}");
}

fn is_quiet(last: &str, name: &str, text: &str) {
    let out = said(last, &[(name, text)]);
    for word in ["miner-command", "obfuscated-command", "unfinished-reading"] {
        assert!(!out.contains(word), "{last}: {name}: {text}{out}");
    }
}

const PYTHON: &str = "CMD [\"python3\", \"/app/a.py\"]";
const NODE: &str = "CMD [\"node\", \"/app/a.js\"]";

#[test]
fn a_name_that_a_loop_makes_is_followed() {
    for text in [
        "import os\nc=''\nfor x in ('xm','rig'):\n    c+=x\nos.system(c)\n",
        "import os\nc=''\nfor x in 'xmrig': c+=x\nos.system(c)\n",
        "import os\ns='girmx'\nr=''\nwhile s:\n    r=s[0]+r\n    s=s[1:]\nos.system(r)\n",
        "import os\nfor x in ['ls', 'xmrig']:\n    os.system(x)\n",
        "import os\nos.system(''.join([c for c in 'x1m2r3i4g' if c.isalpha()]))\n",
        "import os\nos.system(bytes(b^1 for b in b'ylshf').decode())\n",
        "import os\nfrom functools import reduce\nos.system(reduce(lambda a,b:a+b,['xm','rig']))\n",
        "import os\nos.system(''.join(map(lambda i: 'gixrm'[i],(2,4,3,1,0))))\n",
    ] {
        is_found(PYTHON, "a.py", text);
    }
    is_found(
        NODE,
        "a.js",
        "let c='';for(const x of ['xm','rig'])c+=x;\nrequire('child_process').execSync(c)\n",
    );
    for text in [
        "import os\nc='make'\nfor x in (' -j2',' all'):\n    c+=x\nos.system(c)\n",
        "import os\nc='ls'\nfor x in os.listdir('.'):\n    c+=' '+x\nos.system(c)\n",
        "import os\nfor x in ['ls', 'true']:\n    os.system(x + ' xmrig.txt')\n",
        "import os\nos.system(' '.join([c for c in ['ls', '', '-l'] if c]))\n",
    ] {
        is_quiet(PYTHON, "a.py", text);
    }
}

#[test]
fn a_name_whose_letters_a_loop_picks_is_computed() {
    let text = "let s='girmx',r='';for(let i=s.length-1;i>=0;i--)r+=s[i];\nrequire('child_process').execSync(r)\n";
    assert!(said(NODE, &[("a.js", text)]).contains("obfuscated-command"), "{text}");
    let text = "let s=['ls','id'];for(let i=0;i<2;i++)require('child_process').execSync(s[i])\n";
    is_quiet(NODE, "a.js", text);
}

#[test]
fn names_that_are_assigned_at_once_have_their_values() {
    for text in [
        "import os\na,b='xm','rig'\nos.system(a+b)\n",
        "import os\na,b=['xm','rig']\nos.system(a+b)\n",
        "import os\n(a,b)=('xm','rig')\nos.system(a+b)\n",
    ] {
        is_found(PYTHON, "a.py", text);
    }
    is_found(NODE, "a.js", "const [a,b]=['xm','rig'];\nrequire('child_process').execSync(a+b)\n");
    is_quiet(PYTHON, "a.py", "import os\na,b='ls ','xmrig.txt'\nos.system(a+b)\n");
}

#[test]
fn functions_of_statements_are_gone_through_for_their_arguments() {
    for text in [
        "import os\ndef f(x):\n    os.system(\"xm\"+x)\nf(\"rig\")\n",
        "import subprocess\ndef run(b='xm', e='rig'):\n    subprocess.run([b+e])\nrun()\n",
        "import subprocess\ndef run(*a):\n    subprocess.Popen(a)\nrun('/opt/xmrig', '-o', 'h:1')\n",
        "import os,functools\nfunctools.partial(os.system,\"/opt/xmrig\")()\n",
        "import os\n(lambda f: f('xm'+'rig'))(os.system)\n",
        "from sh import xmrig\nxmrig('-o','h:1')\n",
    ] {
        is_found(PYTHON, "a.py", text);
    }
    for (last, name, text) in [
        (
            NODE,
            "a.js",
            "const cp=require(\"child_process\");\nf(\"rig\");\nfunction f(x){cp.exec(\"xm\"+x)}\n",
        ),
        (
            "CMD [\"ruby\", \"/app/a.rb\"]",
            "a.rb",
            "def f(x)\n  system(\"xm\"+x)\nend\nf(\"rig\")\n",
        ),
        (
            "CMD [\"php\", \"/app/a.php\"]",
            "a.php",
            "<?php function f($x){ system(\"xm\".$x); } f(\"rig\");\n",
        ),
        (
            "CMD [\"perl\", \"/app/a.pl\"]",
            "a.pl",
            "sub f { my ($x)=@_; system(\"xm$x\"); }\nf(\"rig\");\n",
        ),
        (
            "CMD [\"go\", \"run\", \"/app/a.go\"]",
            "a.go",
            "package main\nimport \"os/exec\"\nfunc f(x string){ exec.Command(\"xm\"+x).Run() }\nfunc main(){ f(\"rig\") }\n",
        ),
        (
            "CMD [\"java\", \"/app/A.java\"]",
            "A.java",
            "class A{static void f(String x)throws Exception{Runtime.getRuntime().exec(\"xm\"+x);}public static void main(String[] a)throws Exception{f(\"rig\");}}\n",
        ),
    ] {
        is_found(last, name, text);
    }
    for text in [
        "import os\ndef f(x):\n    os.system(\"ls \"+x)\nf(\"xmrig.txt\")\n",
        "import os\ndef f(x):\n    print(\"xm\"+x)\nf(\"rig\")\n",
        "import os\ndef f(n):\n    f(n)\n    f(n)\n    os.system(n)\nf('ls')\n",
    ] {
        is_quiet(PYTHON, "a.py", text);
    }
}

#[test]
fn macros_of_c_stand_for_their_text() {
    const CC: &str = "RUN cc -o /a /app/a.c && /a";
    for text in [
        "#define N \"/opt/xmrig\"\nint main(){return system(N);}\n",
        "#define N \"rig\"\nint main(){return system(\"xm\" N);}\n",
        "int main(){char b[99];sprintf(b,\"%s%s\",\"xm\",\"rig\");return system(b);}\n",
        "int main(){char b[]={120,109,114,105,103,0};return system(b);}\n",
    ] {
        is_found(CC, "a.c", text);
    }
    // a path of Windows, whose backslashes a shell of Unix drops
    let path =
        "int main(){char b[99];sprintf(b,\"..\\\\tools\\\\%s a\",\"x\");return system(b);}\n";
    is_quiet(CC, "a.c", path);
    is_quiet(CC, "a.c", "#define N \"xmrig.h\"\nint main(){return system(\"ls \" N);}\n");
}

#[test]
fn build_files_get_the_variables_of_the_command() {
    const MAKEFILE: &str = "P=x\nall:\n\txm$(P) -o h:1\n";
    for (last, name, text) in [
        ("RUN make -C /app P=rig", "Makefile", MAKEFILE),
        ("RUN P=rig make -C /app", "Makefile", "all:\n\txm$(P) -o h:1\n"),
        ("RUN cd /app && just n=rig", "justfile", "n := \"x\"\nall:\n\txm{{n}} -o h:1\n"),
        (
            "RUN cd /app && task N=rig",
            "Taskfile.yml",
            "version: '3'\ntasks:\n  default:\n    cmds: ['xm{{.N}} -o h:1']\n",
        ),
        ("RUN cmake -DN=rig /app", "CMakeLists.txt", "execute_process(COMMAND xm${N} -o h:1)\n"),
        (
            "RUN ansible-playbook -e n=rig /app/p.yml",
            "p.yml",
            "- hosts: all\n  tasks:\n  - shell: \"xm{{ n }} -o h:1\"\n",
        ),
        ("ENV P=rig\nRUN make -C /app", "Makefile", "all:\n\txm$(P) -o h:1\n"),
        ("ENV P=rig\nRUN make -C /app", "Makefile", "P ?= x\nall:\n\txm$(P) -o h:1\n"),
        ("RUN export P=rig && make -C /app", "Makefile", "all:\n\txm$(P) -o h:1\n"),
        (
            "ENV P=rig\nRUN cmake /app",
            "CMakeLists.txt",
            "execute_process(COMMAND xm$ENV{P} -o h:1)\n",
        ),
        ("ENV P=rig\nRUN just", "justfile", "p := env_var('P')\nall:\n\txm{{p}} -o h:1\n"),
        ("RUN just all rig", "justfile", "all n:\n\txm{{n}} -o h:1\n"),
        ("RUN just all", "justfile", "all n=\"rig\":\n\txm{{n}} -o h:1\n"),
        ("RUN P=rig npm start", "package.json", "{\"scripts\":{\"start\":\"xm$P -o h:1\"}}"),
        (
            "RUN gradle -Pn=rig a",
            "build.gradle",
            "task a(type: Exec) { commandLine \"xm${n}\", \"-o\", \"h:1\" }\n",
        ),
        (
            "RUN mvn -Dn=rig",
            "pom.xml",
            "<executable>/opt/xm${n}</executable><argument>-o</argument>",
        ),
    ] {
        is_found(last, name, text);
    }
    // what the file says comes before the environment
    is_quiet("ENV P=rig\nRUN make -C /app", "Makefile", "P = l\nall:\n\txm$(P) a\n");
    is_quiet("RUN just all l", "justfile", "all n:\n\txm{{n}} a\n");
    is_quiet("RUN make -C /app P=rig", "Makefile", "all:\n\tls xm$(P)\n");
    is_quiet("RUN make -C /app P=rig", "Makefile", "override P = x\nall:\n\txm$(P) -o h\n");
}

#[test]
fn powershell_that_makes_a_text_of_constants_is_followed() {
    for code in [
        "& ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(\"eG1yaWc=\")))",
        "& \"xm$(\"rig\")\"",
    ] {
        is_found(&format!("RUN pwsh -c '{code}'"), "a", "");
    }
    for code in [
        "& (\"zzxmrig\".Substring(2))",
        "Invoke-Expression ([string]::Join(\"\",@(\"xm\",\"rig\")))",
    ] {
        let out = said(&format!("RUN pwsh -c '{code}'"), &[]);
        assert!(out.contains("obfuscated-command"), "{code}: {out}");
    }
    is_quiet("RUN pwsh -c '& ($tool.Replace(\"a\",\"b\"))'", "a", "");
}

#[test]
fn awk_counts_with_the_parts_of_a_text() {
    const AWK: &str = "RUN awk 'BEGIN{n=split(";
    let made = format!("{AWK}\"xm rig\",a,\" \"); system(a[1] a[2])}}'");
    is_found(&made, "a", "");
    let counted = format!("{AWK}\"4.0\",a,\".\"); if (a[1]*1000000 > 3*1000000) system(x)}}'");
    assert!(!said(&counted, &[]).contains("unfinished-reading"));
}
