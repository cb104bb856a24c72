import RandomNumbers

extension SplitMix {
  /// About normal, the sum of twelve even numbers, cut to [-127, 127].
  mutating func normal(deviation: Float) -> Int8 {
    let sum = (0..<12).reduce(Float(-6)) { sum, _ in sum + unit() }
    return Int8(max(-127, min(127, (sum * deviation).rounded())))
  }

  /// Even over [-127, 127].
  mutating func even() -> Int8 { Int8(Int(next() % 255) - 127) }
}
