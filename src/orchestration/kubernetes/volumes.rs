//! Volumes of a pod: which files a container finds in them.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::objects::{Kind, Objects};
use crate::orchestration::yaml::Node;
use crate::source::Text;

/// A file of a volume: its path below the root of the volume, and its content.
pub(super) struct VolumeFile {
    pub(super) path: Text,
    pub(super) content: Text,
}

/// What a volume of a pod is.
pub(super) enum Volume {
    /// Files of ConfigMaps and Secrets.
    Files(Vec<VolumeFile>),
    /// A directory that containers of the pod share.
    Shared,
    /// A directory of the node, which all pods share that it runs.
    Host(Text),
}

/// The volumes of a pod by name.
#[derive(Debug, Default)]
pub(super) struct Volumes(HashMap<EcoString, Rc<Node>>);

impl Volumes {
    pub(super) fn of(spec: &Node) -> Self {
        let named = spec.list("volumes").iter();
        Self(
            named
                .filter_map(|it| Some((it.text("name")?.as_str().into(), Rc::clone(it))))
                .collect(),
        )
    }

    /// The volume of this name.
    pub(super) fn get(
        &self,
        name: &str,
        namespace: Option<&Text>,
        objects: &Objects,
    ) -> Option<Volume> {
        let volume = self.0.get(name)?;
        if let Some(path) = volume.get("hostPath").and_then(|host| host.text("path")) {
            return Some(Volume::Host(path.clone()));
        }
        if !["configMap", "secret", "projected"].iter().any(|key| volume.get(key).is_some()) {
            return Some(Volume::Shared);
        }
        let mut found = files(volume, namespace, objects);
        let projected = volume.get("projected").map(|it| it.list("sources")).unwrap_or_default();
        found.extend(projected.iter().flat_map(|source| files(source, namespace, objects)));
        Some(Volume::Files(found))
    }
}

/// The files of a ConfigMap or Secret, under the paths that `items` give them.
fn files(source: &Node, namespace: Option<&Text>, objects: &Objects) -> Vec<VolumeFile> {
    let mut files = Vec::new();
    for (key, kind) in [("configMap", Kind::ConfigMap), ("secret", Kind::Secret)] {
        let Some(source) = source.get(key) else { continue };
        let name = source.text("name").or_else(|| source.text("secretName"));
        let Some(name) = name else { continue };
        let items = source.list("items").iter();
        let items: HashMap<&str, &Text> = items
            .filter_map(|item| Some((item.text("key")?.as_str(), item.text("path")?)))
            .collect();
        for (key, content) in objects.data(kind, name, namespace).iter() {
            let path = match items.get(key.as_str()) {
                Some(path) => Some((*path).clone()),
                None => items.is_empty().then(|| key.clone()),
            };
            files.extend(path.map(|path| VolumeFile { path, content: content.clone() }));
        }
    }
    files
}
