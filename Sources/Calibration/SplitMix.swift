/// Random numbers that a seed fixes: splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// In [0, 1).
  mutating func unit() -> Float { Float(next() >> 40) / Float(1 << 24) }

  /// About normal, the sum of twelve even numbers, cut to [-127, 127].
  mutating func normal(deviation: Float) -> Int8 {
    let sum = (0..<12).reduce(Float(-6)) { sum, _ in sum + unit() }
    return Int8(max(-127, min(127, (sum * deviation).rounded())))
  }

  /// Even over [-127, 127].
  mutating func even() -> Int8 { Int8(Int(next() % 255) - 127) }
}
