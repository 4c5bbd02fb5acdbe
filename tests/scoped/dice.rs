//! What is random in these tests, and the same in every run.

/// Numbers that are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // Knuth's numbers.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(crate) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// One character changed, taken away, put in, or moved.
    pub(crate) fn mutate(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let at = self.below(chars.len() + 1);
        let letters: Vec<char> = ('!'..='~').collect();
        match self.below(4) {
            0 => chars.insert(at, self.pick(&letters)),
            1 if at < chars.len() => drop(chars.remove(at)),
            2 if at + 1 < chars.len() => chars.swap(at, at + 1),
            _ if at < chars.len() => chars[at] = self.pick(&letters),
            _ => {}
        }
        chars.into_iter().collect()
    }
}
