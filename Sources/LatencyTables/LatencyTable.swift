package import Measurements

/// What the layers of a board take by a kernel set, fitted to layers that were measured there.
package struct LatencyTable: Hashable, Sendable {
  /// What the table was made on and of.
  package struct Origin: Hashable, Sendable, Codable {
    /// The board's profile: `stm32f746g`.
    package let board: String
    package let clockHertz: Int
    /// `dsp`, `m0-code-ram-weights-flash`: as runs name it.
    package let kernelSet: String
    /// The first twelve hexadecimal digits of a SHA-256 over the kernels' sources and flags.
    package let kernelHash: String
    /// Of the samples: what silicon took, or a virtual board's timing model.
    package let evidence: Evidence
    /// The timing model that counted, where no silicon did.
    package let timingModel: TimingModel?
    package let compiler: String
    package let created: Timestamp
    /// What the choice of layers began with.
    package let seed: UInt64
    /// ``LayerCost/formsVersion`` of the program that counted the samples' terms.
    package let costForms: Int

    package init(
      board: String, clockHertz: Int, kernelSet: String, kernelHash: String, evidence: Evidence,
      timingModel: TimingModel?, compiler: String, created: Timestamp, seed: UInt64,
      costForms: Int = LayerCost.formsVersion
    ) {
      self.board = board
      self.clockHertz = clockHertz
      self.kernelSet = kernelSet
      self.kernelHash = kernelHash
      self.evidence = evidence
      self.timingModel = timingModel
      self.compiler = compiler
      self.created = created
      self.seed = seed
      self.costForms = costForms
    }

    /// Tables of before the forms had a version are of the first.
    package init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        board: try values.decode(String.self, forKey: .board),
        clockHertz: try values.decode(Int.self, forKey: .clockHertz),
        kernelSet: try values.decode(String.self, forKey: .kernelSet),
        kernelHash: try values.decode(String.self, forKey: .kernelHash),
        evidence: try values.decode(Evidence.self, forKey: .evidence),
        timingModel: try values.decodeIfPresent(TimingModel.self, forKey: .timingModel),
        compiler: try values.decode(String.self, forKey: .compiler),
        created: try values.decode(Timestamp.self, forKey: .created),
        seed: try values.decode(UInt64.self, forKey: .seed),
        costForms: try values.decodeIfPresent(Int.self, forKey: .costForms) ?? 1)
    }
  }

  package let origin: Origin
  /// The fits by the variant's name.
  package let fits: [String: VariantFit]
  /// Cycles of the whole network beside those of its layers: for each layer that is called.
  package let layerOverheadCycles: Double
  /// Distinct layers that were measured.
  package let shapeCount: Int

  /// A table of `samples`.
  package init(fitting samples: [LatencySample], layerOverheadCycles: Double, origin: Origin) {
    self.init(
      origin: origin,
      fits: VariantFit.fits(of: samples),
      layerOverheadCycles: layerOverheadCycles, shapeCount: Set(samples.map(\.cost)).count)
  }

  package init(
    origin: Origin, fits: [String: VariantFit], layerOverheadCycles: Double, shapeCount: Int
  ) {
    self.origin = origin
    self.fits = fits
    self.layerOverheadCycles = layerOverheadCycles
    self.shapeCount = shapeCount
  }
}
