import Architectures
import Failures
import Testing

@Suite struct FactorErrorTests {
  @Test(arguments: [
    ("mobilenetv1", [Factor.alpha: 0], "alpha 0 is not a number from 0.01 to 4"),
    ("mobilenetv1", [.alpha: -1], "alpha -1 is not"), ("mobilenetv1", [.alpha: 1e9], "alpha 1"),
    ("mobilenetv1", [.alpha: .nan], "alpha nan is not"),
    ("mobilenetv1", [.alpha: .infinity], "alpha inf is not"),
    ("mobilenetv1", [.alpha: 0.02], "alpha 0.02 leaves none of the 32 channels"),
    ("mobilenetv1", [.beta: 0.01, .alpha: 0.1], "alpha 0.1 with beta 0.01 leaves none of the 512"),
    ("mobilenetv1", [.last: 3, .alpha: 0.1], "alpha 0.1 with last 3 leaves none of the 3"),
    ("mobilenetv1", [.loop: 2.5], "loop 2.5 is not a whole number from 0 to 32"),
    ("mobilenetv1", [.loop: 33], "loop 33 is not"),
    ("mobilenetv1", [.classes: 0], "classes 0 is not"),
    ("mobilenetv1", [.resolution: 1e18], "resolution 1"),
    (
      "mobilenetv1", [.resolution: 16],
      "resolution 16: the map in front of block_12/depthwise is 1x1"
    ),
    ("mobilenetv1", [.groups: 2], "has no factor groups; it has alpha, resolution"),
    ("mobilenetv2", [.alpha: 0.05], "alpha 0.05 leaves none of the 16 channels"),
    ("mobilenetv2", [.expansion: 0], "expansion 0 is not"),
    ("mobilenetv1", [.alpha: 4, .loop: 32], "weights; at most 16777216"),
    ("mobilenetv1", [.alpha: 1, .resolution: 512, .loop: 32], "at most"),
    ("shufflenetv1", [.groups: 5], "groups 5 is not one of 1, 2, 3, 4, 8"),
    ("shufflenetv1", [.groups: 8, .alpha: 0.2], "groups 8: the 20 channels of stage_2/unit_0/"),
    ("shufflenetv1", [.groups: 1, .alpha: 0.1], "stage_2/unit_0/expand would have -10 channels"),
    ("shufflenetv2", [.alpha: 0.3], "alpha 0.3 is not one of 0.05, 0.1"),
    ("mobilenetv3smallSQ", [.resolution: 32], "resolution 32: the map in front of block_9"),
  ])
  func namesTheFactorTheValueAndWhatIsAllowed(
    base: String, numbers: [Factor: Double], part: String
  ) throws {
    let architecture = try #require(Architecture.named(base))
    let failure = #expect(throws: FactorError.self) {
      try Variation(architecture, Factors(numbers)).network()
    }
    #expect(failure?.summary.contains(part) == true, "\(failure?.summary ?? "")")
    #expect(failure?.summary.hasPrefix(base) == true)
    #expect(failure?.remedy != nil)
    #expect(failure?.exitStatus == .wrongInput)
  }

  @Test func saysTheSmallestResolution() throws {
    let architecture = try #require(Architecture.named("mobilenetv1"))
    let failure = #expect(throws: FactorError.self) {
      try Variation(architecture, Factors([.resolution: 16])).network()
    }
    #expect(failure?.remedy == "give a resolution of at least 17")
    #expect(throws: Never.self) {
      try Variation(architecture, Factors([.resolution: 17])).outline()
    }
  }

  @Test func refusesChoicesThatAreNotThere() throws {
    let v1 = try #require(Architecture.named("mobilenetv1"))
    let v2 = try #require(Architecture.named("mobilenetv2"))
    let shuffle = try #require(Architecture.named("shufflenetv1"))
    for (architecture, factors, part) in [
      (v1, Factors(head: .convolutions), "has no head MV3; it has MV1, GAP"),
      (shuffle, Factors(head: .globalPool), "has no head to choose"),
      (v2, Factors(tail: .scaled), "has no reading of its last layers"),
    ] {
      let failure = #expect(throws: FactorError.self) { try Variation(architecture, factors) }
      #expect(failure?.summary.contains(part) == true, "\(failure?.summary ?? "")")
    }
  }

  /// Whatever the values, there is a network or an error, soon.
  @Test(arguments: Architecture.catalog)
  func bearsAnyValues(architecture: Architecture) throws {
    let odd: [Double] = [-1, 0, 1e-300, 0.009, 0.5, 1, 2, 7, 8, 511, 512, 8192, 1e12, 1e300, .nan]
    for factor in Factor.allCases {
      for value in odd {
        for other in [Factor.alpha, .resolution] where other != factor {
          for second in [0.05, 1, 8, 512] {
            _ = try? Variation(architecture, Factors([factor: value, other: second])).outline()
          }
        }
      }
    }
  }
}
