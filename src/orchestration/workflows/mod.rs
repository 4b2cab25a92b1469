//! Workflows and actions of GitHub, pipelines of GitLab → one stage for each job: its image, its variables, what it runs,
//! with the files of the repository as its work tree.
//!
//! Only what names images and runs commands counts. What only whoever runs it knows is unknown.

mod budget;
mod documents;
mod expression;
mod form;
mod github;
mod gitlab;
mod matrix;
mod options;
mod scope;
mod script;

use self::documents::documents;
use self::form::{Form, form};
use super::reading::Reading;
use super::surroundings::Surroundings;
use crate::source::{FileId, Sources};

pub(super) use form::is_workflow;

/// Reads a file with what of the repository it refers to.
pub(super) fn read(file: FileId, around: &dyn Surroundings, sources: &mut Sources) -> Reading {
    let mut found = Reading::new(file);
    let documents = documents(file, sources, &mut found);
    let forms: Vec<Option<Form>> = documents.iter().map(|it| form(&it.root)).collect();
    if forms.contains(&Some(Form::Pipeline)) {
        gitlab::read(&documents, around, sources, &mut found);
        return found;
    }
    for (document, form) in documents.iter().zip(forms) {
        match form {
            Some(Form::Workflow) => github::workflow(&document.root, around, sources, &mut found),
            Some(Form::Action) => github::action(&document.root, around, sources, &mut found),
            _ => {}
        }
    }
    found
}
