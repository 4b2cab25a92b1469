//! Letters in pieces: elements of a list, calls whose results are joined, lines that each start and end alike, pieces that were
//! each encoded by itself. What stands between two pieces is learned from the text: it stands there again, but for its numbers.

use std::cell::Cell;
use std::io::{self, Read};

use super::letters::Alphabet;

/// Bytes of the text that are looked at together, of which half are known at any place.
const WINDOW: usize = 16 << 10;
/// Longest text between two pieces, and how many different ones a text may have.
const LONGEST_BETWEEN: usize = 256;
const MOST_BETWEEN: usize = 4;
/// Longest one that is found only once.
const LONGEST_UNSURE: usize = 64;
/// Letters of a piece if nothing else tells that it is one: more than most words and names have.
const SURE: usize = 24;
/// So many bits are zero that belong to no byte, if each piece was encoded by itself.
const SPARE: u32 = 6;

/// The letters of all pieces, with a line's end between two of them, and padding where each was encoded by itself.
pub(crate) struct Pieces<'c, R> {
    input: R,
    is_at_end: bool,
    alphabet: Alphabet,
    window: Vec<u8>,
    at: usize,
    /// Letters from here on that are known.
    left: usize,
    /// What was found between two pieces.
    between: Vec<Vec<u8>>,
    /// Letters of this piece so far, and of the first one.
    length: usize,
    first: usize,
    /// Known with the first text between two pieces.
    is_apart: bool,
    /// Made, and not yet given.
    made: Vec<u8>,
    /// Bytes of the text that were given or left out.
    taken: &'c Cell<u64>,
}

impl<'c, R: Read> Pieces<'c, R> {
    /// `input` starts with the first piece.
    pub(crate) fn new(input: R, alphabet: Alphabet, taken: &'c Cell<u64>) -> Self {
        Self {
            input,
            is_at_end: false,
            alphabet,
            window: Vec::new(),
            at: 0,
            left: 0,
            between: Vec::new(),
            length: 0,
            first: 0,
            is_apart: false,
            made: Vec::new(),
            taken,
        }
    }

    fn take(&mut self, count: usize) {
        self.at += count;
        self.taken.set(self.taken.get() + count as u64);
    }

    /// Has half a window in front of it, if the text has that.
    fn fill(&mut self) -> io::Result<()> {
        if self.is_at_end || self.window.len() - self.at >= WINDOW / 2 {
            return Ok(());
        }
        self.window.drain(..self.at);
        self.at = 0;
        let missing = WINDOW - self.window.len();
        let read = (&mut self.input).take(missing as u64).read_to_end(&mut self.window)?;
        self.is_at_end = read < missing;
        Ok(())
    }

    fn text(&self) -> &[u8] {
        self.window.get(self.at..).unwrap_or_default()
    }

    /// Goes to the next piece; false if something else follows.
    fn next_piece(&mut self) -> io::Result<bool> {
        self.fill()?;
        let length = self.skip();
        let piece = std::mem::take(&mut self.length);
        if self.is_apart {
            self.made.extend(padding(piece, self.alphabet));
        }
        if let Some(length) = length {
            self.made.push(b'\n');
            self.take(length);
        }
        Ok(!self.made.is_empty())
    }

    /// How long what stands here between two pieces is.
    fn skip(&mut self) -> Option<usize> {
        let text = self.text();
        let known = self.between.iter().filter_map(|it| same(it, text));
        let known = known.max_by_key(|end| self.run(text, *end));
        let is_piece = |end: &usize| self.is_piece(self.run(text, *end));
        if known.is_some_and(|end| is_piece(&end)) {
            return known;
        }
        let learned = self.learn();
        if let Some(between) = learned {
            let length = between.len();
            self.between.push(between);
            if self.first == 0 {
                self.first = self.length;
                self.is_apart = self.is_apart();
            }
            return Some(length);
        }
        // the last piece may be shorter; else the decoder knows what may stand between letters
        let text = self.text();
        known.filter(|end| self.run(text, *end) > 0).or_else(|| usual(text, self.alphabet))
    }

    /// Letters from a place on, and their padding.
    fn run(&self, text: &[u8], at: usize) -> usize {
        let run = text.get(at..).unwrap_or_default();
        let letters = run.iter().take_while(|it| self.alphabet.value(**it).is_some()).count();
        letters + run.iter().skip(letters).take_while(|it| **it == b'=').count()
    }

    /// True for a run that is about as long as the first one, or of whole groups.
    fn is_piece(&self, run: usize) -> bool {
        let is_whole = run > 0 && run.is_multiple_of(self.alphabet.group());
        is_whole || run >= self.first.min(SURE)
    }

    /// What stands from here up to the next piece, if it stands behind that once more, or if that can be nothing else.
    fn learn(&self) -> Option<Vec<u8>> {
        if self.between.len() == MOST_BETWEEN {
            return None;
        }
        let text = self.text();
        let (mut at, mut sure) = (0, None);
        while at < LONGEST_BETWEEN.min(text.len()) {
            let run = self.run(text, at);
            if run == 0 || at == 0 {
                at += 1;
                continue;
            }
            let between = text.get(..at)?;
            let end = at + run;
            let rest = text.get(end..).unwrap_or_default();
            // words are short letters, too
            let has_words = between.iter().any(u8::is_ascii_alphanumeric);
            let is_long = run >= SURE.min(self.length) || !has_words;
            let again = self.between.iter().map(Vec::as_slice).chain([between]);
            let mut again = again.filter_map(|it| same(it, rest)).map(|next| self.run(rest, next));
            if is_long && again.any(|next| next > 0) {
                return Some(between.to_vec());
            }
            let letters = text.get(at..end)?;
            let is_short = between.len() <= LONGEST_UNSURE;
            if is_short
                && run >= SURE
                && self.length >= SURE
                && looks_random(letters, self.alphabet)
            {
                sure = sure.or_else(|| Some(between.to_vec()));
            }
            at = end;
        }
        sure
    }

    /// True if each piece of the window was encoded by itself: the last letter of each then has zeros that belong to no byte.
    fn is_apart(&self) -> bool {
        let (bits, mut spare, mut at) = (self.alphabet.bits(), 0, self.at);
        let mut start = self.at.saturating_sub(self.length);
        loop {
            let letters = self.window.get(start..at).unwrap_or_default();
            let Some(last) = letters.last().and_then(|it| self.alphabet.value(*it)) else { break };
            let rest = u32::try_from(letters.len()).unwrap_or(0) * bits % 8;
            if rest >= bits || last & ((1 << rest) - 1) != 0 {
                return false;
            }
            spare += rest;
            let text = self.window.get(at..).unwrap_or_default();
            let Some(next) = self.between.iter().find_map(|it| same(it, text)) else { break };
            start = at + next;
            at = start + self.run(text, next);
            // the last one of the window may go on
            if at == self.window.len() {
                break;
            }
        }
        spare >= SPARE
    }
}

impl<R: Read> Read for Pieces<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.made.is_empty() {
                let count = self.made.as_slice().read(buffer)?;
                self.made.drain(..count);
                return Ok(count);
            }
            if self.left == 0 {
                self.fill()?;
                self.left = self.run(self.text(), 0);
            }
            if self.left == 0 {
                if !self.next_piece()? {
                    return Ok(0);
                }
                continue;
            }
            let count = self.text().get(..self.left).unwrap_or_default().read(buffer)?;
            self.take(count);
            self.left -= count;
            self.length += count;
            return Ok(count);
        }
    }
}

/// How much of a text is the same as another one, in which a number stands for any.
fn same(one: &[u8], text: &[u8]) -> Option<usize> {
    let digits = |text: &[u8]| text.iter().take_while(|it| it.is_ascii_digit()).count();
    let (mut at, mut of_one) = (0, 0);
    while let Some(wanted) = one.get(of_one) {
        if wanted.is_ascii_digit() {
            let (here, there) = (digits(one.get(of_one..)?), digits(text.get(at..)?));
            if there == 0 {
                return None;
            }
            (of_one, at) = (of_one + here, at + there);
        } else {
            text.get(at).filter(|it| *it == wanted)?;
            (of_one, at) = (of_one + 1, at + 1);
        }
    }
    Some(at)
}

/// How much of a text the decoder skips, in front of letters.
fn usual(text: &[u8], alphabet: Alphabet) -> Option<usize> {
    let mut length = 0;
    let mut is_escaped = false;
    for byte in text.iter().take(LONGEST_BETWEEN) {
        if !alphabet.skips(*byte, is_escaped) {
            break;
        }
        is_escaped = *byte == b'\\';
        length += 1;
    }
    let goes_on = text.get(length).is_some_and(|it| alphabet.value(*it).is_some());
    (length > 0 && goes_on).then_some(length)
}

/// True for letters that are hardly a name or a path.
fn looks_random(letters: &[u8], alphabet: Alphabet) -> bool {
    let has = |is_it: fn(&u8) -> bool| letters.iter().any(is_it);
    let is_of_one = letters.first().is_some_and(|first| letters.iter().all(|it| it == first));
    let is_mixed = match alphabet {
        Alphabet::Base64 => has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit),
        Alphabet::Base32 | Alphabet::Hex => has(u8::is_ascii_digit),
        Alphabet::Bits => true,
    };
    is_mixed && !letters.starts_with(b"--") || is_of_one
}

/// What a piece of so many letters lacks to be one of whole groups.
fn padding(length: usize, alphabet: Alphabet) -> impl Iterator<Item = u8> {
    let group = alphabet.group();
    std::iter::repeat_n(b'=', length.next_multiple_of(group) - length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces that look like those of a program.
    const ONE: &str = "f0VMRgIBAQAAAAAAAAAAAAIAPg";
    const TWO: &str = "Zm9vYmFyYmF6cXV4MTIzNDU2Nw";
    const THREE: &str = "QUJDREVGR0hJSktMTU5PUFFSUw";

    fn pieces(text: &str, alphabet: Alphabet) -> String {
        let taken = Cell::new(0);
        let mut letters = String::new();
        // however few are asked for at once
        let pieces = Pieces::new(text.as_bytes(), alphabet, &taken);
        io::BufReader::with_capacity(7, pieces).read_to_string(&mut letters).unwrap();
        assert!(taken.get() <= text.len() as u64, "{text}");
        letters
    }

    #[test]
    fn what_stands_between_pieces_is_left_out() {
        let padded = [ONE, TWO, THREE].map(|it| it.to_owned() + "==");
        let [one, two, three] = padded.each_ref().map(String::as_str);
        let wanted = padded.join("\n");
        for text in [
            padded.join("\n"),
            padded.join("\", \""),
            padded.join("\r\n\r\n"),
            format!("{one}\") + atob(\"{two}\") + atob(\"{three}\");\nrun(x)"),
            format!("{one} | base64 -d >> /tmp/x\necho {two} | base64 -d >> /tmp/x\necho {three}"),
            format!("{one}\",\n \"part9\": \"{two}\",\n \"part10\": \"{three}\"}}"),
            format!("{one}\n12,{two}\n13,{three}\n"),
            format!("{one}</d><d>{two}</d><d>{three}</d>"),
        ] {
            let found = pieces(&text, Alphabet::Base64);
            assert!(found.starts_with(&wanted), "{text}: {found}");
        }
        let bytes = pieces("7f454c46-0201-0100-aabb-ccddeeff0011\n99887766-0201", Alphabet::Hex);
        assert_eq!(bytes.replace('\n', ""), "7f454c4602010100aabbccddeeff0011998877660201");
    }

    #[test]
    fn pieces_of_two_are_told_by_their_letters() {
        let found = pieces(&format!("{ONE}\") + f(\"{TWO}\");"), Alphabet::Base64);
        assert_eq!(found.replace(['\n', '='], ""), [ONE, TWO].concat());
        for rest in ["application/octet-stream-of", "another-name-that-is-long-enough"] {
            let found = pieces(&format!("{ONE}==\"; x(\"{rest}\");"), Alphabet::Base64);
            assert_eq!(found, format!("{ONE}=="), "{rest}");
        }
    }

    #[test]
    fn letters_that_were_encoded_each_by_itself_get_their_padding() {
        let apart = [ONE, TWO, THREE].join("\n");
        let padded = [ONE, TWO, THREE].map(|it| it.to_owned() + "==");
        assert_eq!(pieces(&apart, Alphabet::Base64), padded.join("\n"));
        // one text in lines of any length
        let whole = "f0VMRgIBAQAAAAAAAAAAAAIAP\ngABAAAA0BYAAAAAAABAAAAAA\nAAAAKBsAAAAAAAAAAAAAEAAO";
        assert!(!pieces(whole, Alphabet::Base64).contains('='));
    }
}
