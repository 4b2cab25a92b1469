//! Containers that steps start → stages behind that of the job.

use super::reader::Reader;
use crate::dockerfile::Keyword;

impl Reader<'_> {
    /// Adds the stages of the containers that steps have started.
    pub(super) fn write_later(&mut self) {
        for later in std::mem::take(&mut self.later) {
            let name = format!("step {}", self.found.assembly.stages());
            let build = later.build(&name);
            let span = later.image.span();
            let image = Some(&later.image).filter(|_| build.is_none());
            self.found.assembly.stage(&name, image, span);
            self.found.assembly.with_environment(later.variables);
            self.work_tree(span);
            let assembly = &mut self.found.assembly;
            for program in later.also {
                assembly.checks(vec![program.clone()], program.span());
            }
            if !later.words.is_empty() {
                let keyword = if later.has_entrypoint { Keyword::Entrypoint } else { Keyword::Cmd };
                assembly.starts(keyword, later.words, span);
            }
            if let Some(build) = build {
                self.builds.add(build);
            }
        }
    }
}
