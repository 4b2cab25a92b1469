//! The part of SARIF 2.1.0 that minestop writes, in the standard's own names.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::policy::PolicyFile;

#[derive(Serialize)]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub(super) tool: Tool<'a>,
    pub(super) automation_details: Id,
    pub(super) column_kind: &'static str,
    pub(super) invocations: [Invocation; 1],
    pub(super) results: Vec<Outcome<'a>>,
    pub(super) properties: RunProperties<'a>,
}

/// Whether everything was judged, and what was not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command_line: Option<String>,
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: &'static str,
    pub(super) message: Text,
    pub(super) locations: [FileLocation; 1],
    pub(super) properties: NotificationProperties,
}

#[derive(Serialize)]
pub(super) struct Text {
    pub(super) text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileLocation {
    pub(super) physical_location: WholeFile,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WholeFile {
    pub(super) artifact_location: ArtifactLocation,
}

#[derive(Serialize)]
pub(super) struct NotificationProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) layer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunProperties<'a> {
    pub(super) verdict: &'static str,
    pub(super) intelligence: &'a str,
    pub(super) policies: Vec<PolicyProperties<'a>>,
    /// How many results there are beyond the limit of GitHub.
    pub(super) results_left_out: usize,
}

/// A policy of the run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PolicyProperties<'a> {
    pub(super) preset: &'a str,
    pub(super) is_authors: bool,
    pub(super) files: &'a [PolicyFile],
}

#[derive(Serialize)]
pub(super) struct Id {
    pub(super) id: &'static str,
}

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) information_uri: Option<&'static str>,
    pub(super) rules: Vec<Descriptor<'a>>,
}

/// A rule; SARIF calls it a reporting descriptor.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    pub(super) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_description: Option<Message<'a>>,
    pub(super) properties: DescriptorProperties,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) short_description: Option<Message<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<Message<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default_configuration: Option<Configuration>,
}

#[derive(Serialize)]
pub(super) struct DescriptorProperties {
    pub(super) tags: [&'static str; 2],
    pub(super) precision: &'static str,
    /// By which GitHub sorts security alerts.
    #[serde(rename = "security-severity")]
    pub(super) severity: &'static str,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) enabled: bool,
    pub(super) level: &'static str,
}

#[derive(Serialize)]
pub(super) struct Message<'a> {
    pub(super) text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) markdown: Option<&'a str>,
}

/// A finding; SARIF calls it a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome<'a> {
    pub(super) rule_id: &'a str,
    pub(super) rule_index: usize,
    pub(super) level: &'static str,
    pub(super) message: Message<'a>,
    pub(super) locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location<'a>>,
    pub(super) partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) suppressions: Vec<Suppression<'a>>,
    pub(super) properties: OutcomeProperties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OutcomeProperties<'a> {
    pub(super) action: &'static str,
    pub(super) decided_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<&'a crate::finding::Evidence>,
    /// The file of an image or context that the finding is about, and its layer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) layer: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    pub(super) physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u32,
    pub(super) start_column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) justification: &'a str,
}
