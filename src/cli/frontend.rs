//! `minestop frontend`, which is also what BuildKit starts: reads the environment that BuildKit gives and the policy
//! that is baked into the image.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::color::ColorChoice;
use super::failure::Failure;
use super::policy::file::{
    BundleUse, LoadedPolicy, read_bundle, read_judge, read_policy, read_search, under_bundle,
};
use super::{Exit, Host, today};
use crate::anchore::Reading;
use crate::frontend::{self, Own, Request, Rulebook};
use crate::intel::Intel;
use crate::policy::{Policy, Preset};
use crate::source::Sources;

/// Where an image has its policy. Nothing in a build can name another one.
const POLICY: &str = "/etc/minestop/minestop.toml";

/// Where an image has an Anchore policy, which judges beside the other one.
const BUNDLE: &str = "/etc/minestop/anchore.json";

/// Beside that, the list of what it looks for in files.
const SEARCH: &str = "content-search.txt";

/// Where BuildKit, since 0.10, says what image this is, as a graph.
const OWN_IMAGE: &str = "/run/config/buildkit/metadata/frontend.bin";

/// BuildKit starts the entrypoint without arguments and says which session it serves.
pub(super) fn is_started_by_buildkit(arguments: usize) -> bool {
    arguments <= 1 && env::var_os("BUILDKIT_SESSION_ID").is_some()
}

/// Answers one build. Standard output belongs to BuildKit: nothing here writes to it.
pub(super) fn run(host: &mut Host<'_>) -> Exit {
    let options = env::vars_os().filter_map(|(key, value)| {
        let is_option = key.to_string_lossy().starts_with("BUILDKIT_FRONTEND_OPT_");
        is_option.then(|| value.to_string_lossy().into_owned())
    });
    let workers = env::var("BUILDKIT_WORKERS").ok();
    let session = env::var("BUILDKIT_SESSION_ID").unwrap_or_default();
    let image = own_image(fs::read(OWN_IMAGE));
    let unreadable = image.as_ref().err().cloned();
    let own = own(image.unwrap_or_default());
    let request = Request::new(options, session, workers.as_deref(), own);
    let rulebook = unreadable.map_or_else(|| baked(request.image_name()), Err);
    match frontend::run(request, rulebook) {
        Ok(()) => Exit::Go,
        Err(problem) => {
            // The log of the engine; the user sees that the frontend gave no answer.
            let _ = writeln!(host.stderr, "minestop: {problem}");
            let _ = host.stderr.flush();
            Exit::Error
        }
    }
}

fn own(image: Option<Vec<u8>>) -> Own {
    let default = Own::default();
    let program = env::current_exe().ok().and_then(|path| path.into_os_string().into_string().ok());
    Own { image, program: program.unwrap_or(default.program) }
}

/// What BuildKit says of this image; `None` where the engine is too old to say it. If it cannot be read, the name behind
/// `# syntax=` must not stand in for it: the author of the Dockerfile chooses that name, and so the program that would look
/// at the files.
fn own_image(read: io::Result<Vec<u8>>) -> Result<Option<Vec<u8>>, String> {
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(format!(
            "`{OWN_IMAGE}`, where BuildKit says what image this is, may be read by root alone, and the gate does not run as \
             root: let the builder start it as root"
        )),
        Err(error) => Err(format!(
            "`{OWN_IMAGE}`, where BuildKit says what image this is, cannot be read: {error}"
        )),
    }
}

/// The policy that the image has, for a build whose image will be called `name`.
pub(super) fn baked(name: Option<&str>) -> Result<Rulebook, String> {
    rulebook(Path::new(POLICY), Path::new(BUNDLE), name)
}

/// The policies of the image, the preset `default` if it has none; one that cannot be used refuses every build.
fn rulebook(path: &Path, bundle: &Path, name: Option<&str>) -> Result<Rulebook, String> {
    let has_bundle = exists(bundle)?;
    let mut loaded = if exists(path)? {
        read_policy(PathBuf::from(path), None, ColorChoice::Never).map_err(unusable)?
    } else {
        LoadedPolicy {
            policy: if has_bundle {
                under_bundle(Reading::Exact)
            } else {
                Policy::preset(Preset::default())
            },
            intel: Intel::default(),
            bundle: None,
            sources: Sources::default(),
            file: None,
            extended: Vec::new(),
        }
    };
    let mut bundle_file = None;
    if has_bundle {
        let bytes = read_bundle(bundle).map_err(unusable)?;
        let bytes = bytes.ok_or_else(|| format!("{}: this is no JSON", bundle.display()))?;
        let image = name.filter(|_| loaded.policy.image_name_from_build());
        let help = if loaded.policy.image_name_from_build() {
            "name the image: `--build-arg MINESTOP_IMAGE=NAME:TAG`"
        } else {
            "map all images, or let the build name its image: `image-name-from-build = true` under `[frontend]`"
        };
        let (reading, strict, now) = (Reading::Exact, true, today::now());
        let how = BundleUse { image, reading, strict, now, help };
        let judge = read_judge(bundle, bytes, &how, &mut loaded.sources, ColorChoice::Never);
        let (file, judge) = judge.map_err(unusable)?;
        let judge = judge.for_a_build();
        bundle_file = Some(file);
        if let Some(image) = image.filter(|_| judge.choice().is_empty()) {
            // whoever starts the build would switch all rules off with such a name
            return Err(format!(
                "no mapping of its Anchore policy is for the image `{image}`: name the image as it will be tagged"
            ));
        }
        let search = bundle.with_file_name(SEARCH);
        let search = exists(&search)?
            .then(|| read_search(&search, &mut loaded.sources, ColorChoice::Never))
            .transpose()
            .map_err(unusable)?;
        loaded.bundle = Some(judge.with_search(search));
    }
    let LoadedPolicy { policy, intel, sources, file, extended, bundle } = loaded;
    Ok(Rulebook {
        policy,
        intel,
        sources,
        chain: file.into_iter().chain(extended).map(|(_, id)| id).collect(),
        bundle,
        bundle_file,
        today: today::today(),
        now: today::now(),
        brought: None,
    })
}

fn exists(path: &Path) -> Result<bool, String> {
    path.try_exists().map_err(|error| format!("{}: {error}", path.display()))
}

fn unusable(failure: Failure) -> String {
    let mut text = Vec::new();
    // writing to memory never fails
    let _ = failure.write(&mut text);
    format!("its policy cannot be used\n{}", String::from_utf8_lossy(&text).trim_end())
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    /// The number of the mapping that is chosen in an image with these two policies.
    fn chosen(policy: &str, maps_all: bool, name: Option<&str>) -> Result<Option<usize>, String> {
        let mapping = |repository: &str, registry: &str| {
            format!(
                r#"{{"id":"m","name":"{repository}","registry":"{registry}","repository":"{repository}",
                "image":{{"type":"tag","value":"*"}},"policy_ids":["p"],"whitelist_ids":[]}}"#
            )
        };
        let mut mappings = vec![mapping("shop/web", "docker.io")];
        if maps_all {
            mappings.push(mapping("*", "*"));
        }
        let bundle = format!(
            r#"{{"id":"b","name":"b","version":"1_0","whitelists":[],"mappings":[{}],
            "policies":[{{"id":"p","name":"p","version":"1_0","rules":[]}}]}}"#,
            mappings.join(",")
        );
        let folder = tempfile::tempdir().expect("a folder");
        let paths = ["minestop.toml", "anchore.json"].map(|name| folder.path().join(name));
        let [own, anchore] = &paths;
        fs::write(own, policy).expect("written");
        fs::write(anchore, bundle).expect("written");
        rulebook(own, anchore, name).map(|book| book.bundle.and_then(|it| it.choice().mapping))
    }

    #[test]
    fn an_image_that_the_gate_may_not_read_is_not_replaced_by_a_name() {
        let refused = |kind: io::ErrorKind| own_image(Err(kind.into()));
        assert_eq!(own_image(Ok(vec![1])), Ok(Some(vec![1])));
        assert_eq!(refused(io::ErrorKind::NotFound), Ok(None));
        let message = refused(io::ErrorKind::PermissionDenied).expect_err("it is not root");
        assert!(message.contains("frontend.bin") && message.contains("as root"), "{message}");
        let message = refused(io::ErrorKind::IsADirectory).expect_err("it is no file");
        assert!(message.contains("cannot be read") && !message.contains("root"), "{message}");
    }

    #[test]
    fn a_build_names_its_image_only_where_the_gate_lets_it() {
        let lets = "[frontend]\nimage-name-from-build = true\n";
        let web = Some("shop/web:1");
        assert_eq!(chosen("", true, web), Ok(Some(1)));
        assert_eq!(chosen(lets, true, web), Ok(Some(0)));
        assert_eq!(chosen(lets, true, Some("other:1")), Ok(Some(1)));
        assert_eq!(chosen(lets, true, None), Ok(Some(1)));
        let refused = chosen(lets, false, None).expect_err("no name, no mapping for all");
        assert!(refused.contains("--build-arg MINESTOP_IMAGE=NAME:TAG"), "{refused}");
        let refused = chosen(lets, false, Some("other:1")).expect_err("no mapping is for it");
        assert!(refused.contains("no mapping of its Anchore policy is for the image `other:1`"));
        let refused = chosen("", false, web).expect_err("the name does not count");
        assert!(refused.contains("image-name-from-build = true"), "{refused}");
    }
}
