//! `if` and `case`: which branch runs, where that is known, and what holds afterwards where it is not.

use crate::shell::evaluate::context::{Context, Ran, Unit, silent};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::output::Output;
use crate::shell::syntax::tree::{Arm, List, Word};

impl Walker<'_> {
    pub(crate) fn conditional(
        &mut self,
        unit: &Unit<'_>,
        arms: &[(List, List)],
        otherwise: Option<&List>,
        context: &Context,
    ) -> Ran {
        let silent = silent(context);
        let mut live = Vec::with_capacity(arms.len() + 1);
        let mut certain = false;
        for (condition, body) in arms {
            if certain {
                self.unreached(|walker| {
                    walker.list(unit, condition, &silent);
                    walker.list(unit, body, &silent);
                });
                continue;
            }
            let status = self.list(unit, condition, &silent).status;
            certain = status == Some(true);
            if status == Some(false) {
                self.unreached(|walker| drop(walker.list(unit, body, &silent)));
            } else {
                live.push(body);
            }
        }
        match otherwise {
            Some(body) if certain => {
                self.unreached(|walker| drop(walker.list(unit, body, &silent)));
            }
            Some(body) => {
                live.push(body);
                certain = true;
            }
            None => {}
        }
        self.chosen(unit, &live, certain, context)
    }

    pub(crate) fn case(
        &mut self,
        unit: &Unit<'_>,
        subject: &Word,
        arms: &[Arm],
        context: &Context,
    ) -> Ran {
        let met = std::mem::replace(&mut self.alternatives, 1);
        let outer = self.outer_reads;
        let value = self.single(unit, subject, context.parent);
        let open =
            self.alternatives > 1 || self.outer_reads != outer || arms.iter().any(|arm| arm.falls);
        let value = Some(value).filter(|value| !open && value.is_known());
        self.alternatives = self.alternatives.max(met);
        let silent = silent(context);
        let mut live = Vec::with_capacity(arms.len());
        let mut certain = false;
        for arm in arms {
            let fits = match &value {
                Some(_) if certain => Some(false),
                Some(value) => self.fits(unit, arm, value, context),
                None => None,
            };
            certain |= fits == Some(true);
            if fits == Some(false) {
                self.unreached(|walker| drop(walker.list(unit, &arm.body, &silent)));
            } else {
                live.push(&arm.body);
            }
        }
        self.chosen(unit, &live, certain, context)
    }

    /// Whether the value matches a pattern of the arm, if that is known.
    fn fits(&mut self, unit: &Unit<'_>, arm: &Arm, value: &str, context: &Context) -> Option<bool> {
        let mut all_known = !arm.patterns.is_empty();
        for pattern in &arm.patterns {
            let pattern = self.single(unit, pattern, context.parent);
            match self.matches(&pattern, value).filter(|_| pattern.is_known()) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => all_known = false,
            }
        }
        all_known.then_some(false)
    }

    /// One of these lists runs; if that is not certain, none of them may.
    fn chosen(&mut self, unit: &Unit<'_>, live: &[&List], certain: bool, context: &Context) -> Ran {
        match live {
            [] => Ran::NOTHING,
            [only] if certain => self.list(unit, only, context),
            _ => self.branches(unit, live, certain, context),
        }
    }

    /// Lists of which one runs, or none unless `exhaustive`.
    pub(crate) fn branches(
        &mut self,
        unit: &Unit<'_>,
        bodies: &[&List],
        exhaustive: bool,
        context: &Context,
    ) -> Ran {
        let mut all = Ran::NOTHING;
        let mut changes = Vec::with_capacity(bodies.len());
        for body in bodies {
            let mark = self.vars.mark();
            let directory = self.files.directory().to_owned();
            let ran = self.list(unit, body, context);
            self.files.return_to(directory);
            changes.push(self.vars.take_since(mark));
            all.follow(&ran);
            all.output = match (all.output, ran.output) {
                (Output::Nothing, output) | (output, Output::Nothing) => output,
                _ => Output::Unknown,
            };
        }
        self.vars.merge(changes, exhaustive);
        all
    }
}
