import Calibration
import LatencyTables
import Testing

/// A table's terms are worth something only to the forms that counted them.
struct CostFormsTests {
  private static let layers = SweepSpace.layers(200, seed: 3)

  /// What today's forms count of the same layers, by board.
  private static let fingerprints = [
    "stm32f746g": "a434af0f7723", "pico": "2bd39698f4b6", "esp32-240mhz": "60eb11f3273c",
  ]

  /// Where this fails and kernels or their choice did not change, raise ``LayerCost/formsVersion``; in
  /// any case make the tables again with `make latency-tables`, and then take the new fingerprint.
  @Test(arguments: fingerprints.keys.sorted())
  func countAsTheirVersionDoes(board: String) throws {
    let profile = try Boards.load(board)
    let pool = try Self.layers.compactMap { layer -> SweepDesign.Candidate? in
      guard let (step, plan) = try Boards.planned(layer, on: profile) else { return nil }
      return LayerCost(step, of: plan).map { SweepDesign.Candidate(layer: layer, cost: $0) }
    }
    let plan = CalibrationPlan(shapes: 100, layersPerFirmware: 10, seed: 3, pool: pool)
    #expect(plan.poolHash == Self.fingerprints[board])
  }

  @Test func haveTheVersionOfTheseFingerprints() {
    #expect(LayerCost.formsVersion == 2)
  }
}
