import MCUBenchTestSupport
import Measurements
import Testing

/// What follows from a run whose layers two cores shared.
@Suite struct CoresRecordTests {
  private static func run(
    clean: [UInt64] = [1_000_000, 1_000_000], single: [UInt64]? = [1_900_004, 1_900_004]
  ) -> Measurement {
    .example(
      clean: clean, layer: [1_000_004, 1_000_004],
      cores: CoresRecord(
        count: 2,
        singleCore: single.map {
          PassSamples(kind: .layer, warmupRuns: 0, runs: $0.map { [$0] })
        }))
  }

  @Test func givesTheSpeedUpWithoutTheStamps() {
    let run = Self.run()
    #expect(run.coreCount == 2)
    #expect(run.singleCoreCycles(ofLayer: 0) == 1_900_000)
    #expect(run.speedup(ofLayer: 0) == 1.9)
    #expect(run.speedup(ofLayer: 1) == nil)
    #expect(run.speedup == 1.9)
    #expect(run.build?.kernelSet == "ref-2cores")
    #expect(run.validity == .valid)
  }

  @Test func knowsNoSpeedUpWithoutARunOfOneCore() {
    #expect(Self.run(single: nil).speedup == nil)
    #expect(Measurement.example().coreCount == 1)
    #expect(Measurement.example().speedup == nil)
  }

  /// The virtual chip's cores take turns by modelled time alone: what differs is broken.
  @Test(arguments: [
    (1_000_001, 1_900_004, Validity.invalid, 1), (1_000_000, 1_900_005, .invalid, 1),
    (1_000_000, 1_900_004, .valid, 0),
  ])
  func refusesRunsThatDifferOnTwoCores(
    clean: UInt64, single: UInt64, validity: Validity, count: Int
  ) {
    let run = Self.run(clean: [1_000_000, clean], single: [1_900_004, single])
    #expect(run.validity == validity)
    #expect(run.issues.count { $0.code == "simulation_varies" } == count)
  }
}
