/// The requantization of a channel on a core whose products have 32 bits: a total's place in the
/// range that matters, times a scale in two or three parts, and a byte of the result.
///
/// Not derived but checked: the form and the reference both rise with the total, so they are the
/// same for every total when they step from each output to the next at the same totals.
struct SplitScale: Hashable {
  /// How many parts a scale has, and of how many bits the lower ones are.
  struct Form: Hashable {
    let parts: Int
    let fractionBits: Int

    /// `MCUB_GEMM_M0_FRACTION`.
    static let three = Self(parts: 3, fractionBits: 11)
    /// Cheaper, of less range: `MCUB_DEPTHWISE_3X3_M0_FRACTION`.
    static let two = Self(parts: 2, fractionBits: 14)

    /// Totals below this do not leave 32 bits times a part.
    var rangeLimit: Int { 1 << (32 - fractionBits) }

    /// The parts of a scale, from the lowest.
    func parts(of scale: Int) -> [Int] {
      let mask = 1 << fractionBits - 1
      return (0..<parts).map { part in
        let rest = scale >> (part * fractionBits)
        return part == parts - 1 ? rest : rest & mask
      }
    }

    /// A place times the scale of `parts`, as the kernels take it: what each part loses of its fraction
    /// is lost at the end, too.
    func product(_ place: Int, scale: Int) -> Int {
      (place * scale) >> ((parts - 1) * fractionBits)
    }
  }

  /// Places below the first that matters, at most.
  private static let mostSpare = 64
  /// The place of an output in a result.
  private static let outputBits = 24

  /// From the lowest, then an addend.
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
    sums: ClosedRange<Int>, form: Form = .three
  ) {
    guard scale.multiplier >= 0, Int(Int32.min) <= sums.lowerBound, sums.upperBound <= Int32.max
    else { return nil }
    func output(_ sum: Int) -> Int {
      let scaled = Int(FixedPoint.requantize(Int32(truncatingIfNeeded: sum), scale))
      return min(max(scaled + outputZeroPoint, activation.lowerBound), activation.upperBound)
    }
    if sums.count == 1 || scale.multiplier == 0 {
      self.init(constant: output(sums.lowerBound), form: form)
      return
    }
    // What a shift to the left makes of a sum may wrap, and so may fall.
    guard scale.shift <= 0 else { return nil }
    let first = output(sums.lowerBound)
    let last = output(sums.upperBound)
    guard first < last else {
      self.init(constant: first, form: form)
      return
    }
    let steps = Self.leastSums(
      reaching: first + 1 - outputZeroPoint...last - outputZeroPoint, scale
    ).map { max($0, sums.lowerBound) }
    guard let lowest = steps.first, let highest = steps.last else { return nil }
    let within = Int(Int32.min)...Int(Int32.max)
    // multiplier * 2^(shift - 31), times 2^24 for the output's place and 2^22 or 2^14 for the lower
    // parts.
    let bits =
      Self.outputBits + (form.parts - 1) * form.fractionBits - 31 + Int(scale.shift)
    let whole = bits >= 0 ? Int(scale.multiplier) << bits : Int(scale.multiplier) >> -bits
    let parts = form.parts(of: whole)
    // A shift to the right by e takes 2^-e of an output off below zero.
    let exponent = -Int(scale.shift)
    let amounts =
      exponent >= 1 && exponent <= Self.outputBits
      ? [0, 1 << (Self.outputBits - exponent)] : [0]
    /// Where the range begins with so many spare places, or `nil` where products would leave 32 bits.
    func origin(spare: Int) -> Int? {
      let origin = lowest - 1 - spare
      let isWithin =
        highest - origin < form.rangeLimit && within.contains(sums.lowerBound - origin)
        && within.contains(sums.upperBound - origin)
      return isWithin ? origin : nil
    }
    // Results lose their fraction; where the range begins decides which one.
    for less in amounts {
      spares: for spare in 0..<Self.mostSpare {
        guard let start = origin(spare: spare) else { return nil }
        let range = highest - start
        let zero = less > 0 ? min(max(-start, 0), range + 1) : 0
        switch Self.addend(whole, form, steps: steps, origin: start, below: zero, less: less) {
        case .found(let addend):
          self.init(
            parts: parts, addend: addend + first << Self.outputBits, range: range,
            origin: start, zero: zero, less: less)
          return
        case .none: continue
        case .hopeless:
          // Others would have been tried up to here.
          guard origin(spare: Self.mostSpare - 1) != nil else { return nil }
          break spares
        }
      }
    }
    return nil
  }

  /// One output for every sum.
  init(constant output: Int, form: Form) {
    self.init(
      parts: [Int](repeating: 0, count: form.parts), addend: output << Self.outputBits, range: 0,
      origin: 0, zero: 0,
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
    let unread = [Int](repeating: 0, count: Form.three.parts - parts.count)
    return (parts + [addend] + unread + [range, bias - origin - extra, zero, less]).map {
      Int32(truncatingIfNeeded: $0)
    }
  }

  /// The least sums that ``FixedPoint/requantize(_:_:)`` makes each of `values` or more of; `scale` does
  /// not shift to the left.
  private static func leastSums(
    reaching values: ClosedRange<Int>, _ scale: RequantizationMultiplier
  ) -> [Int] {
    let exponent = -Int(scale.shift)
    let multiplier = Int(scale.multiplier)
    /// What the multiplier is to be multiplied with at least, as a quotient and what is over.
    func quotient(_ value: Int) -> (whole: Int, rest: Int) {
      // The least upper half that is rounded to the value: halves go away from zero.
      let half = exponent > 0 ? 1 << (exponent - 1) : 0
      let least = value << exponent - half + (exponent > 0 && value <= 0 ? 1 : 0)
      // The upper half is (2 * sum * multiplier + 2^31) / 2^32, rounded down.
      let product = least << 31 - 1 << 30
      let (whole, rest) = product.quotientAndRemainder(dividingBy: multiplier)
      return rest < 0 ? (whole - 1, rest + multiplier) : (whole, rest)
    }
    let (step, over) = (1 << (exponent + 31)).quotientAndRemainder(dividingBy: multiplier)
    var (whole, rest) = quotient(values.lowerBound)
    var sums: [Int] = []
    sums.reserveCapacity(values.count)
    for value in values {
      // From here on halves go up.
      if value == 1 { (whole, rest) = quotient(value) }
      sums.append(rest > 0 ? whole + 1 : whole)
      whole += step
      rest += over
      if rest >= multiplier {
        whole += 1
        rest -= multiplier
      }
    }
    return sums
  }

  /// What becomes of an addend.
  private enum Addend {
    case found(Int)
    case none
    /// None here, nor wherever else the range begins.
    case hopeless
  }

  /// The least addend with which every step is where it should be.
  ///
  /// Where the range begins moves results by the same amount, and by one more or not: what the steps
  /// contradict each other in by two, they do everywhere.
  private static func addend(
    _ scale: Int, _ form: Form, steps: [Int], origin: Int, below zero: Int, less: Int
  ) -> Addend {
    func scaled(_ place: Int) -> Int {
      let sum = form.product(place, scale: scale)
      return place < zero ? sum - less : sum
    }
    var (least, most) = (Int.min / 2, Int.max / 2)
    var wanted = 0
    for step in steps {
      wanted += 1 << outputBits
      least = max(least, wanted - scaled(step - origin))
      most = min(most, wanted - 1 - scaled(step - origin - 1))
      if least - most > 1 { return .hopeless }
    }
    let addend = max(least, zero > 0 ? less : 0)
    guard let last = steps.last, addend <= min(most, 1 << 32 - 1),
      scaled(last - origin) + addend < 1 << 32
    else { return .none }
    return .found(addend)
  }
}
