import Calibration
import Foundation
import LatencyTables
import Measurements
import Testing

/// What a table's layers reached at best.
@Suite struct CeilingsTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func table(_ board: String) throws -> LatencyTableFile {
    let path = root.appending(path: "boards/tables/\(board).json")
    return try LatencyTableFile.parse(Array(Data(contentsOf: path)), path: path.path())
  }

  @Test(arguments: [
    ("stm32f746g", 1.7707, 1.4612, 2.7598), ("pico", 0.3133, 0.0628, 0.6734),
    ("esp32", 0.7885, 0.4338, 1.5758),
  ])
  func shippedTablesTellTheirCeilings(
    board: String, compute: Double, constants: Double, activations: Double
  ) throws {
    let ceilings = try #require(try Self.table(board).ceilings)
    #expect(ceilings.evidence == .simulated)
    // The tables are made anew with the kernels: within a tenth of these.
    #expect(abs(ceilings.compute.perCycle / compute - 1) < 0.1)
    #expect(abs(ceilings.constants.perCycle / constants - 1) < 0.1)
    #expect(abs(ceilings.activations.perCycle / activations - 1) < 0.1)
  }

  @Test func aTableWithoutSuchLayersHasNoCeilings() throws {
    let whole = try Self.table("pico")
    let bare = LatencyTableFile(
      table: whole.table, samples: whole.samples.filter { $0.layer.kind != .fullyConnected })
    #expect(bare.ceilings == nil)
  }

  @Test(arguments: BenchedKernels.all)
  func benchedKernelsAreThoseOfTheBenchsOwnFile(best: BenchedKernels.Best) throws {
    struct Bench: Decodable {
      struct Layer: Decodable {
        struct Chosen: Decodable { let cycles: Int }
        let name: String
        let work: Int
        let isMACs: Bool
        let chosen: Chosen
      }
      let layers: [Layer]
    }
    let path = Self.root.appending(path: "docs/kernels-\(best.board).json")
    let bench = try JSONDecoder().decode(Bench.self, from: Data(contentsOf: path))
    let fastest = try #require(
      bench.layers.filter(\.isMACs).min {
        Double($0.chosen.cycles) / Double($0.work) < Double($1.chosen.cycles) / Double($1.work)
      })
    #expect(fastest.name == best.layer)
    #expect(fastest.work == best.macs && fastest.chosen.cycles == best.cycles)
  }

  @Test func theRoofIsTheLargerOfWorkAndMovement() {
    let rate = { (value: Double) in RooflineCeilings.Rate(perCycle: value, source: "") }
    let ceilings = RooflineCeilings(
      compute: rate(2), constants: rate(1), activations: rate(4), evidence: .simulated)
    #expect(ceilings.leastCycles(macs: 1_000, constantBytes: 100, activationBytes: 40) == 500)
    #expect(ceilings.leastCycles(macs: 100, constantBytes: 100, activationBytes: 40) == 110)
  }
}
