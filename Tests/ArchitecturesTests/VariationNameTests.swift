import Architectures
import Failures
import MCUBenchTestSupport
import Testing

@Suite struct VariationNameTests {
  /// Names of the paper, of its tables, of the models' folders and of the author's notebooks.
  static let names = [
    "mobilenetv1_0.25_96_c3_o2", "mobilenetv1_0.25_96_c3_o2_l3", "mobilenetv1_0.25_96_c3_02_l3",
    "mobilenetv1_0.3_96_c3_o2_l5ll32pl256", "mobilenetv1_0.7_96_c3_o2_l5ll16pl32b0.25",
    "mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3", "mobilenetv1_0.1_96_c3_o2_l5.MV1",
    "mobilenetv1_0.1_224_c3_o2_l5.GAP", "mobilenetv1_1_96_c3_o2_l5",
    "mobilenetv2_0.25_96_c3_o2_t5l256", "mobilenetv2_0.25_96_c3_o2_t3l1024.MV1",
    "mobilenetv2_1_96_c3_o2_l5", "mobilenetv3smallNSQ_0.3_96_c3_o2_l32pl128",
    "mobilenetv3smallNSQ_0.25_96_c3_o2_se4l128pl128.MV3",
    "mobilenetv3smallSQ_0.05_96_c3_o2_se4l64pl64",
    "mobilenetv3smallSQ_0.05_96_c3_o2_se4l64pl64_b1", "mobilenetv3small_0.05_96_c3_o2",
    "mobilenetv3small_0.05_96_c3_o2_keras", "shufflenetv1_0.25_96_c3_o2_g1",
    "shufflenetv1_0.25_96_c3_o2_g1_b1", "shufflenetv2_0.1_96_c3_o2_l128",
    "shufflenetv2_0.1_96_c3_o2_l128_b1", "shufflenetv2tiny_0.1_96_c3_o2_f8l1024",
    "mobilenetv1vww_0.25_96_c3_o2_000", "mobilenetv1_0.1_96_c3_o2_l5.MV1_INT8.tflite",
  ]

  @Test(arguments: names)
  func givesTheNameBackAndIsANetwork(name: String) throws {
    let parsed = try VariationName(parsing: name)
    #expect(parsed.text == name)
    let request = try parsed.request()
    // What is written for the factors is read as the same ones.
    let written = VariationName(request.architecture, request.factors)
    let again = try VariationName(parsing: written.text).request()
    #expect(again.architecture == request.architecture)
    #expect(again.factors == request.factors)
    #expect(try Variation(request.architecture, request.factors).outline().parameters.count > 0)
  }

  /// `_b1` alone would read as a batch of one, too; with a tail, beta says how that is read.
  @Test func writesNoNameThatReadsTwoWays() throws {
    let architecture = try #require(Architecture.named("mobilenetv1"))
    let alone = VariationName(architecture, Factors([.alpha: 0.25, .beta: 1]))
    #expect(alone.text == "mobilenetv1_0.25_96_c3_o2")
    #expect(alone.codes.isEmpty)
    let tailed = VariationName(architecture, Factors([.alpha: 0.25, .beta: 1, .last: 64]))
    #expect(tailed.text == "mobilenetv1_0.25_96_c3_o2_ll64b1")
    #expect(try VariationName(parsing: tailed.text).request().factors[.beta] == 1)
  }

  @Test func readsCodesByTheBase() throws {
    func factors(_ name: String) throws -> [Factor: Double] {
      try VariationName(parsing: name).request().factors.numbers
        .filter { ![.alpha, .resolution, .channels, .classes].contains($0.key) }
    }
    #expect(try factors("mobilenetv1_0.25_96_c3_o2_l3") == [.loop: 3])
    #expect(try factors("mobilenetv2_0.25_96_c3_o2_l3") == [.last: 3])
    #expect(try factors("shufflenetv2_0.1_96_c3_o2_f12l3") == [.first: 12, .last: 3])
    #expect(
      try factors("mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3")
        == [.loop: 5, .last: 32, .penultimate: 64, .beta: 0.3])
    #expect(
      try factors("mobilenetv3smallNSQ_0.25_96_c3_o2_se4l128pl128.MV3")
        == [.last: 128, .penultimate: 128])
    #expect(try VariationName(parsing: "mobilenetv1_0.25_96_c3_02_l3").classes == 2)
  }

  @Test func tagsChooseTheHeadAndTheReading() throws {
    func factors(_ name: String) throws -> Factors {
      try VariationName(parsing: name).request().factors
    }
    #expect(try factors("mobilenetv1_0.1_96_c3_o2_l5.MV1").head == nil)
    #expect(try factors("mobilenetv1_0.1_96_c3_o2_l5.GAP").head == .globalPool)
    #expect(try factors("mobilenetv1_0.1_96_c3_o2.GAP").head == .globalPool)
    #expect(
      try factors("mobilenetv1_0.1_96_c3_o2_b0.25.GAP.scaled")
        == Factors(
          [.alpha: 0.1, .resolution: 96, .channels: 3, .classes: 2, .beta: 0.25],
          head: .globalPool, tail: .scaled))
    #expect(try VariationName(parsing: "mobilenetv1_0.1_96_c3_o2_l5.v2.x").tags == ["v2", "x"])
  }

  @Test(arguments: [
    ("mobilenetv1_0.7_96_c3_o2_l5_b1", "beta 1, or a batch fixed at 1"),
    ("mobilenetv1_0.7_96_c3_o2_b1", "beta 1, or a batch fixed at 1"),
    ("mobilenetv3small_0.3_96_c3_o2_l32pl128", "mobilenetv3smallSQ"),
    ("mobilenetv3small_0.3_96_c3_o2_l32pl128", "mobilenetv3smallNSQ"),
  ])
  func refusesANameOfTwoReadings(name: String, reading: String) {
    let failure = #expect(throws: VariationNameError.self) {
      try VariationName(parsing: name).request()
    }
    guard case .severalReadings = failure?.reason else {
      Issue.record("not refused for its readings: \(String(describing: failure))")
      return
    }
    #expect(failure?.summary.contains("can be read in 2 ways") == true)
    #expect(failure?.summary.contains(reading) == true)
    #expect(failure?.exitStatus == .wrongInput)
  }

  @Test func b1IsABatchWhereBetaIsGivenOrUnknown() throws {
    #expect(try VariationName(parsing: "mobilenetv1_0.7_96_c3_o2_l5b0.3_b1").hasFixedBatch)
    #expect(try VariationName(parsing: "mobilenetv2_0.7_96_c3_o2_b1").hasFixedBatch)
    #expect(try VariationName(parsing: "mobilenetv1_0.7_96_c3_o2_l5b1").codes.last?.code == "b")
  }

  @Test(arguments: [
    ("", "five parts"), ("mobilenetv1", "five parts"), ("mobilenetv1_0.25_96_c3", "five parts"),
    ("mobilenetv1_x_96_c3_o2", "'x' where the number alpha"),
    ("mobilenetv1_0.25_9a_c3_o2", "'9a' where the resolution"),
    ("mobilenetv1_0.25_96_3_o2", "'3' where c and"),
    ("mobilenetv1_0.25_96_c3_2", "'2' where o and"),
    ("_0.25_96_c3_o2", "the base"), ("mobilenetv1_0.25_96_c3_o2_", "codes of letters"),
    ("mobilenetv1_0.25_96_c3_o2_l", "codes of letters"),
    ("mobilenetv1_0.25_96_c3_o2_5l", "codes of letters"),
    ("mobilenetv1_0.25_96_c3_o2_l5_x", "the end"),
    ("mobilenetv1_0.25_96_c3_o2_l5l3", "'l' twice"),
    ("mobilenetv1_0.25_96_c3_o2_t5", "code 't', which mobilenetv1 does not have"),
    ("mobilenetv9_0.25_96_c3_o2", "none of mobilenetv1"),
    ("mobilenetv1_1e9_96_c3_o2", "the number alpha"),
    ("mobilenetv1_0.25_99999999999_c3_o2", "the resolution"),
    ("mobilenetv1_0.25_96_c3_o2_l\u{0663}", "codes of letters"),
  ])
  func refusesWhatIsNoName(name: String, part: String) {
    let failure = #expect(throws: VariationNameError.self) {
      try VariationName(parsing: name).request()
    }
    #expect(failure?.summary.contains(part) == true, "\(failure?.summary ?? "")")
    #expect(failure?.remedy != nil)
  }

  @Test func refusesEndlessNamesBriefly() {
    let failure = #expect(throws: VariationNameError.self) {
      try VariationName(parsing: String(repeating: "l5", count: 1 << 20))
    }
    #expect((failure?.summary.count ?? 0) < 200)
  }

  @Test(arguments: Architecture.catalog)
  func givesRandomFactorsBack(architecture: Architecture) throws {
    var random = SplitMix(state: 7)
    for _ in 0..<200 {
      var factors = Factors([.alpha: 1, .resolution: 96, .channels: 3, .classes: 2])
      for rule in architecture.rules {
        guard rule.code == nil || random.next() % 2 == 0 else { continue }
        factors[rule.factor] = Self.value(of: rule, &random)
      }
      if random.next() % 3 == 0, let head = architecture.heads.dropFirst().first {
        factors.head = head
      }
      if random.next() % 3 == 0, architecture.hasTailReadings {
        factors.tail = random.next() % 2 == 0 ? .scaled : .absolute
      }
      let name = VariationName(architecture, factors)
      let request = try VariationName(parsing: name.text).request()
      #expect(request.architecture == architecture)
      #expect(request.factors == factors, "\(name.text)")
    }
  }

  private static func value(of rule: FactorRule, _ random: inout SplitMix) -> Double {
    let draw = Double(random.next() % 10_000) / 10_000
    switch rule.values {
    case .number(let range):
      let value = range.lowerBound + draw * (range.upperBound - range.lowerBound)
      return (value * 1000).rounded() / 1000
    case .whole(let range): return Double(range.lowerBound + Int(draw * Double(range.count)))
    case .listed(let values): return values[Int(draw * Double(values.count))]
    }
  }
}
