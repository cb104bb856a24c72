import MCUBenchTestSupport

/// Damages a model, one to eight times an input; the same number gives the same damage.
///
/// Inputs with odd numbers are the seed's bytes, damaged; of small models every other input is a
/// sound file of a strange network, which gets past the reader more often.
struct ModelMutator {
  /// Numbers at which sizes, offsets, shapes and indices go wrong.
  private static let interestingWords: [UInt32] = [
    0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 63, 64, 127, 128, 255, 256, 1024, 4096, 32_767,
    32_768, 65_535, 65_536, 0x00ff_ffff, 0x0100_0000, 0x3fff_ffff, 0x4000_0000, 0x7fff_fff0,
    0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_0000, 0xffff_ff80, 0xffff_fffc,
    0xffff_fffd, 0xffff_fffe, 0xffff_ffff, 0x7f80_0000, 0x7fc0_0000, 0x0000_0001, 0x3f80_0000,
  ]

  private let seed: FuzzSeed
  private let donor: FuzzSeed
  private var random: SplitMix
  private var bytes: [UInt8]

  private init(_ seed: FuzzSeed, donor: FuzzSeed, random: SplitMix) {
    self.seed = seed
    self.donor = donor
    self.random = random
    bytes = seed.bytes
  }

  /// Input `index` of a seed; `corpus` gives the parts that are spliced in.
  static func input(_ index: Int, of seed: FuzzSeed, corpus: [FuzzSeed]) -> [UInt8] {
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in seed.name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var random = SplitMix(state: state &+ UInt64(index) &* 0x9e37_79b9)
    if let graph = seed.graph, index.isMultiple(of: 2) {
      return NodeMutator.bytes(of: graph, words: interestingWords, &random)
    }
    let donor = corpus[random.below(corpus.count)]
    var mutator = ModelMutator(seed, donor: donor, random: random)
    // Most inputs get little damage, so that they go far.
    let count = [1, 1, 1, 2, 2, 3, 5, 8][mutator.random.below(8)]
    for _ in 0..<count where mutator.bytes.count >= 8 { mutator.mutate() }
    return mutator.bytes
  }

  private mutating func mutate() {
    switch random.below(16) {
    case 0: bytes.removeLast(random.below(bytes.count))
    case 1, 2: bytes[place(1)] ^= 1 << UInt8(random.below(8))
    case 3, 4: bytes[place(1)] = UInt8(truncatingIfNeeded: random.next())
    case 5...8: write(Self.interestingWords[random.below(Self.interestingWords.count)], at: word())
    case 9: write(UInt32(random.below(bytes.count + 8)), at: word())
    case 10, 11: nudgeWord()
    case 12: nudgeHalfWord()
    case 13: swapWords()
    case 14: duplicateRange()
    default: splice()
    }
  }

  /// A place for `count` bytes, mostly in the structure.
  private mutating func place(_ count: Int) -> Int {
    var offset = random.below(bytes.count)
    if random.below(16) != 0 { offset = seed.structurePlace(&random) }
    return max(0, min(offset, bytes.count - count))
  }

  private mutating func word() -> Int { place(4) & ~3 }

  private mutating func write(_ value: UInt32, at offset: Int) {
    for index in 0..<4 where offset + index < bytes.count {
      bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index)))
    }
  }

  private func read(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { value, index in
      offset + index < bytes.count
        ? value | UInt32(bytes[offset + index]) << (8 * UInt32(index)) : value
    }
  }

  /// Leads an offset, count or index a little aside.
  private mutating func nudgeWord() {
    let offset = word()
    let step = UInt32(truncatingIfNeeded: random.below(65) - 32)
    write(read(offset) &+ step, at: offset)
  }

  /// Leads a field of a table's field list, which are of 16 bits, to another.
  private mutating func nudgeHalfWord() {
    let offset = place(2) & ~1
    guard offset + 1 < bytes.count else { return }
    bytes[offset] = UInt8(truncatingIfNeeded: random.below(64))
    bytes[offset + 1] = 0
  }

  private mutating func swapWords() {
    let (first, second) = (word(), word())
    let (a, b) = (read(first), read(second))
    write(b, at: first)
    write(a, at: second)
  }

  /// Writes a range of the file over another place, or inserts it there.
  private mutating func duplicateRange() {
    let start = place(4)
    let part = Array(bytes[start..<min(bytes.count, start + 1 + random.below(64))])
    insertOrOverwrite(part)
  }

  /// Takes a range from another model.
  private mutating func splice() {
    let start = donor.structurePlace(&random)
    if random.below(4) == 0, start < bytes.count {
      bytes.replaceSubrange(start..., with: donor.bytes[start...])
    } else {
      let end = min(donor.bytes.count, start + 1 + random.below(128))
      insertOrOverwrite(Array(donor.bytes[start..<end]))
    }
  }

  private mutating func insertOrOverwrite(_ part: [UInt8]) {
    let offset = place(4) & ~3
    if random.below(4) == 0 {
      bytes.insert(contentsOf: part, at: offset)
    } else {
      let end = min(bytes.count, offset + part.count)
      bytes.replaceSubrange(offset..<end, with: part.prefix(end - offset))
    }
  }
}
