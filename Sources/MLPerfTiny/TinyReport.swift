package import Hardware

/// What came of running a benchmark on a device.
package struct TinyReport: Hashable, Sendable {
  package let device: DeviceIdentity
  package let benchmark: TinyBenchmark
  /// Where the device is: the serial port's path, and its speed in bits a second.
  package let port: String
  package let baud: Int
  /// Where the times come from.
  package let origin: BoardConnection.Origin
  package let inputs: InputOrigin
  package let rules: WindowRules
  package var windows: [Window] = []
  /// The data set's inferences, one an input, in order.
  package var scored: [Window] = []
  package var accuracy: Accuracy?
  package var notes: [Note] = []

  /// Where the inputs come from.
  package enum InputOrigin: Hashable, Sendable {
    /// Made by this program.
    case synthetic
    /// The data set in this directory.
    case dataSet(directory: String)
  }

  /// A window that counts.
  package struct Window: Hashable, Sendable {
    /// The input's name and label, or `nil` where it is synthetic.
    package let sample: DataSet.Sample?
    package let answer: InferenceAnswer

    package init(sample: DataSet.Sample?, answer: InferenceAnswer) {
      self.sample = sample
      self.answer = answer
    }

    /// Inferences a second.
    package var throughput: Double {
      Double(answer.inferences) * 1e6 / Double(answer.microseconds)
    }
  }

  /// Something that whoever uses the figures must know.
  package struct Note: Hashable, Sendable {
    /// One word for programs: `shortened`.
    package let code: String
    package let text: String

    package init(_ code: String, _ text: String) {
      self.code = code
      self.text = text
    }
  }

  package init(
    device: DeviceIdentity, benchmark: TinyBenchmark, port: String, baud: Int,
    origin: BoardConnection.Origin, inputs: InputOrigin, rules: WindowRules
  ) {
    self.device = device
    self.benchmark = benchmark
    self.port = port
    self.baud = baud
    self.origin = origin
    self.inputs = inputs
    self.rules = rules
  }

  /// Inferences a second, the median over the windows; `nil` before the first.
  package var medianThroughput: Double? {
    windows.isEmpty ? nil : WindowRules.median(windows.map(\.throughput))
  }

  /// One inference by that, in milliseconds.
  package var latencyMilliseconds: Double? { medianThroughput.map { 1000 / $0 } }

  /// Whether no silicon gave the times.
  package var isSimulated: Bool { origin != .device }
}
