/// The requantization of a channel on a core whose products have 32 bits: a total's place in the
/// range that matters, times a scale in three parts, and a byte of the result.
///
/// Not derived but checked: the form and the reference both rise with the total, so they are the
/// same for every total when they step from each output to the next at the same totals.
struct SplitScale: Hashable {
  /// Bits of each of the lower two parts: `MCUB_GEMM_M0_FRACTION`.
  private static let fractionBits = 11
  /// Totals below this do not leave 32 bits times a part.
  private static let rangeLimit = 1 << (32 - fractionBits)
  /// Places below the first that matters, at most.
  private static let mostSpare = 64
  /// The place of an output in a result.
  private static let outputBits = 24

  /// Three parts from the lowest, then an addend.
  let parts: [Int]
  let addend: Int
  /// The largest place.
  let range: Int
  /// The sum at place 0.
  let origin: Int
  /// The place of the sum 0, and what results below it are less: they round away from zero.
  let zero: Int
  let less: Int

  /// Whether sums below zero are another matter.
  var isSigned: Bool { less > 0 }

  /// `nil` where no such form equals the reference for every sum in `sums`, which must be in 32 bits.
  init?(
    _ scale: RequantizationMultiplier, outputZeroPoint: Int, activation: ClosedRange<Int>,
    sums: ClosedRange<Int>
  ) {
    guard scale.multiplier >= 0, Int(Int32.min) <= sums.lowerBound, sums.upperBound <= Int32.max
    else { return nil }
    func output(_ sum: Int) -> Int {
      let scaled = Int(FixedPoint.requantize(Int32(truncatingIfNeeded: sum), scale))
      return min(max(scaled + outputZeroPoint, activation.lowerBound), activation.upperBound)
    }
    if sums.count == 1 || scale.multiplier == 0 {
      self.init(constant: output(sums.lowerBound))
      return
    }
    // What a shift to the left makes of a sum may wrap, and so may fall.
    guard scale.shift <= 0 else { return nil }
    let first = output(sums.lowerBound)
    let last = output(sums.upperBound)
    guard first < last else {
      self.init(constant: first)
      return
    }
    let steps = Self.steps(of: output, from: first, to: last, in: sums)
    guard let lowest = steps.first, let highest = steps.last else { return nil }
    let within = Int(Int32.min)...Int(Int32.max)
    // multiplier * 2^(shift - 31), times 2^24 for the output's place and 2^22 for the lower parts.
    let bits = Self.outputBits + 2 * Self.fractionBits - 31 + Int(scale.shift)
    let whole = bits >= 0 ? Int(scale.multiplier) << bits : Int(scale.multiplier) >> -bits
    let mask = 1 << Self.fractionBits - 1
    let parts = [
      whole & mask, whole >> Self.fractionBits & mask, whole >> (2 * Self.fractionBits),
    ]
    // A shift to the right by e takes 2^-e of an output off below zero.
    let exponent = -Int(scale.shift)
    let amounts =
      exponent >= 1 && exponent <= Self.outputBits
      ? [0, 1 << (Self.outputBits - exponent)] : [0]
    // Results lose their fraction; where the range begins decides which one.
    for less in amounts {
      for spare in 0..<Self.mostSpare {
        let origin = lowest - 1 - spare
        let range = highest - origin
        guard range < Self.rangeLimit, within.contains(sums.lowerBound - origin),
          within.contains(sums.upperBound - origin)
        else { return nil }
        let zero = less > 0 ? min(max(-origin, 0), range + 1) : 0
        let places = steps.map { $0 - origin }
        if let addend = Self.addend(parts, places: places, below: zero, less: less) {
          self.init(
            parts: parts, addend: addend + first << Self.outputBits, range: range,
            origin: origin, zero: zero, less: less)
          return
        }
      }
    }
    return nil
  }

  /// One output for every sum.
  init(constant output: Int) {
    self.init(
      parts: [0, 0, 0], addend: output << Self.outputBits, range: 0, origin: 0, zero: 0,
      less: 0)
  }

  private init(parts: [Int], addend: Int, range: Int, origin: Int, zero: Int, less: Int) {
    self.parts = parts
    self.addend = addend
    self.range = range
    self.origin = origin
    self.zero = zero
    self.less = less
  }

  /// The words of `mcub_gemm_s8_m0`'s constants, for sums to which `bias` is added beforehand and
  /// `extra` by the kernel.
  func words(bias: Int, extra: Int) -> [Int32] {
    (parts + [addend, range, bias - origin - extra, zero, less]).map {
      Int32(truncatingIfNeeded: $0)
    }
  }

  /// The least sum of each output from the second on; an output that is left out has the next one's.
  private static func steps(
    of output: (Int) -> Int, from first: Int, to last: Int, in sums: ClosedRange<Int>
  ) -> [Int] {
    var steps: [Int] = []
    var below = sums.lowerBound
    for wanted in first + 1...last {
      var above = sums.upperBound
      var left = below
      while left < above {
        let middle = left + (above - left) / 2
        if output(middle) >= wanted { above = middle } else { left = middle + 1 }
      }
      steps.append(above)
      below = above
    }
    return steps
  }

  /// The least addend with which every step is where it should be; `nil` for none.
  private static func addend(
    _ parts: [Int], places: [Int], below zero: Int, less: Int
  ) -> Int? {
    func scaled(_ place: Int) -> Int {
      let low = (place * parts[0]) >> fractionBits
      let sum = (low + place * parts[1]) >> fractionBits + place * parts[2]
      return place < zero ? sum - less : sum
    }
    var (least, most) = (zero > 0 ? less : 0, 1 << 32 - 1)
    for (index, place) in places.enumerated() {
      let wanted = (index + 1) << outputBits
      least = max(least, wanted - scaled(place))
      most = min(most, wanted - 1 - scaled(place - 1))
    }
    guard let last = places.last, least <= most, scaled(last) + least < 1 << 32 else { return nil }
    return least
  }
}
