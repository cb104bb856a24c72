import Foundation
import Measurements

extension RunFile {
  /// The members of `mcubench.run/1` that a comparison needs, by their names without underscores.
  struct Document: Decodable {
    let schema: String
    let runId: RunID
    let created: String
    let validity: Validity
    let issues: [Problem]
    let model: Model
    let pruning: Pruning?
    let board: Board
    let cores: Amount?
    let placement: Placement?
    let chipState: Chip?
    let build: Build?
    let memory: Memory
    let method: Method
    let evidence: Evidence
    let timingModel: Counter?
    let timing: Timing?
    let outputCheck: Check
    let provenance: Maker
    let layers: [Layer]?
  }

  struct Problem: Decodable {
    let code: String
    let severity: Issue.Severity
    let text: String
  }

  struct Model: Decodable {
    // A run of another tool need not know any of these.
    let sha256: String?
    let name: String
    let fileBytes: Amount?
    let params: Amount?
    let macs: Amount?
    let inputs: [Input]

    struct Input: Decodable { let shape: [Amount] }
  }

  /// What of the model ran.
  struct Pruning: Decodable {
    let keptMacs: Amount
    let keptParams: Amount
  }

  struct Placement: Decodable {
    let code: PlacementRecord.Memory
    let weights: PlacementRecord.Memory
    let isDefault: Bool

    private enum CodingKeys: String, CodingKey {
      case code, weights
      case isDefault = "default"
    }

    var record: PlacementRecord {
      PlacementRecord(code: code, weights: weights, isDefault: isDefault)
    }
  }

  struct Board: Decodable {
    let profile: String
    let uid: String?
  }

  struct Chip: Decodable { let sysclkHz: Amount }

  struct Build: Decodable {
    let toolchain: String
    let flags: [String]
    let elfSha256: String?
    let kernelSet: KernelSet

    struct KernelSet: Decodable {
      let name: String
      let objectHash: String?
    }
  }

  struct Memory: Decodable {
    let peakLive: Amount?
    let stackHighWater: Amount?
    let regions: [Region]

    struct Region: Decodable {
      let role: RegionUse.Role
      let used: Amount
    }
  }

  struct Method: Decodable {
    let counter: String
    let warmup: Amount?
    let runs: Amount
    let stopRule: String
    let irqPolicy: String?
    let probeState: String?
    let input: String?
  }

  struct Counter: Decodable {
    let name: String
    let version: String
    let parameterHash: String?
    let claim: Claim?

    struct Claim: Decodable {
      let row: String?
      let label: AccuracyClaim.Label
      let totalErrorPct: Double?
      let layerErrorPct: Double?
      let rankingLimitPct: Double?
      let text: String
    }
  }

  struct Timing: Decodable {
    let clean: Figure?
    let layerSumCycles: Cycles?
    let cold: Figure?

    struct Figure: Decodable {
      let medianCycles: Cycles
      let madCycles: Cycles
      let n: Amount
    }
  }

  struct Check: Decodable { let outputSha256: String? }

  struct Maker: Decodable {
    let program: String
    let lab: Lab?

    struct Lab: Decodable {
      let boardName: String?
      let commit: String?
    }
  }

  /// A row of `layers.csv`; an absent member is unknown.
  struct Layer: Decodable {
    let pass: PassKind
    let layerIndex: Amount
    let layerName: String?
    let op: String
    let customName: String?
    let inputShapes: String
    let outputShapes: String
    let weightShape: String?
    let kernelH: Int?
    let kernelW: Int?
    let strideH: Int?
    let strideW: Int?
    let dilationH: Int?
    let dilationW: Int?
    let padding: String?
    let groups: Int?
    let depthMultiplier: Int?
    let dtypeIn: String?
    let dtypeW: String?
    let dtypeOut: String?
    let perChannel: Bool?
    let kernelSymbol: String?
    let cyclesMedian: Cycles?
    let cyclesMad: Cycles?
    let n: Amount?
  }

  /// A number of things: none is negative, and sums and differences of them stay far from overflow.
  struct Amount: Decodable {
    let value: Int

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value = try container.decode(Int.self)
      guard (0...1 << 53).contains(value) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "out of range")
      }
    }
  }

  /// Cycles, or a deviation of them.
  struct Cycles: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value = try container.decode(Double.self)
      guard (0...0x1p63).contains(value) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "out of range")
      }
    }
  }
}
