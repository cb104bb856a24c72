import Calibration
import FoundationEssentials
import LatencyTables
import Measurements
import ResultStore

/// Firmwares between the calibration, which knows layers, and the store, which keeps texts.
extension CalibrationFirmwareRecord {
  init(_ firmware: SweepFirmware) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let outcome: Outcome =
      switch firmware.outcome {
      case .tooLarge(let why): .tooLarge(why)
      case .invalid(let why): .invalid(why)
      case .measured(let measured):
        .measured(
          Measured(
            evidence: measured.facts.evidence, facts: try text(measured.facts),
            overheadCycles: measured.overheadCycles, calledCount: measured.calledCount,
            samples: measured.layers.map { layer in
              layer.map { layer in
                let sample = layer.sample.sample
                return Sample(
                  variant: sample.cost.variant, text: layer.sample.line, cycles: sample.cycles,
                  runs: layer.runs)
              }
            }))
      }
    self.init(
      layers: try firmware.layers.map(text), outcome: outcome,
      microseconds: Int64(firmware.duration / .microseconds(1)))
  }

  /// The firmware of the record.
  ///
  /// - Throws: ``CalibrationError`` where another program wrote what this one cannot read.
  func firmware() throws(CalibrationError) -> SweepFirmware {
    do {
      return try decoded()
    } catch {
      throw CalibrationError(reason: .otherLayers)
    }
  }

  private func decoded() throws -> SweepFirmware {
    func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
      try JSONDecoder().decode(type, from: Data(text.utf8))
    }
    let outcome: SweepFirmware.Outcome =
      switch self.outcome {
      case .tooLarge(let why): .tooLarge(why)
      case .invalid(let why): .invalid(why)
      case .measured(let measured):
        .measured(
          MeasuredLayers(
            layers: try measured.samples.map { sample in
              try sample.map { sample in
                MeasuredLayers.Layer(
                  sample: try CalibrationSample(line: sample.text), runs: sample.runs)
              }
            }, overheadCycles: measured.overheadCycles, calledCount: measured.calledCount,
            facts: try value(SweepFacts.self, measured.facts)))
      }
    return SweepFirmware(
      layers: try layers.map { try value(SweepLayer.self, $0) }, outcome: outcome,
      duration: .microseconds(microseconds))
  }
}
