//! A small random number generator with a fixed seed (splitmix64), so that the demo is the same on
//! every machine. Not for secrets.

/// The generator.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of at least `low` and less than `high`. `low` if the range is empty.
    pub(super) fn range(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).max(1);
        low + i64::try_from(self.next() % width).unwrap_or(0)
    }

    /// True with a probability of `chance` percent.
    pub(super) fn percent(&mut self, chance: i64) -> bool {
        self.range(0, 100) < chance
    }

    /// An item of the list, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let index = self.range(0, i64::try_from(list.len()).unwrap_or(1));
        list[usize::try_from(index).unwrap_or(0)]
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next().to_be_bytes());
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }
}
