/// Random numbers that a seed fixes: splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014).
package struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// In [0, 1).
  package mutating func unit() -> Float { Float(next() >> 40) / Float(1 << 24) }

  /// About normal with mean 0 and deviation 1: the sum of the four 16-bit parts of one draw, in
  /// (-3.47, 3.47).
  package mutating func normal() -> Float {
    let draw = next()
    let sum = (draw & 0xFFFF) + (draw >> 16 & 0xFFFF) + (draw >> 32 & 0xFFFF) + (draw >> 48)
    // Four even numbers over [0, 65535]: mean 131070, variance (65536^2 - 1) / 3.
    return (Float(sum) - 131_070) * (1 / 37_837.227)
  }
}
