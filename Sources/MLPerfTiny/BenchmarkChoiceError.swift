package import Failures

/// Why it is not certain which benchmark to run.
package struct BenchmarkChoiceError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case contradiction(device: TinyBenchmark, asked: TinyBenchmark)
    /// The device's model text is none of the suite's, or it sent none.
    case unknown(deviceModel: String?)
  }
  package let reason: Reason

  package init(reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .contradiction(let device, let asked):
      "the device says it runs \(device.modelName), --benchmark says \(asked.rawValue)"
    case .unknown(let model?):
      "the device calls its model \(String(model.prefix(40)).debugDescription), "
        + "which is none of \(Self.names)"
    case .unknown(nil): "the device does not say which model it runs"
    }
  }

  package var remedy: String? {
    switch reason {
    case .contradiction(let device, _):
      "use --benchmark \(device.rawValue), or flash the image of the other benchmark"
    case .unknown: "say it with --benchmark vww, ic, kws or ad"
    }
  }

  package var exitStatus: ExitStatus { .wrongInput }
  package var failureClass: FailureClass? { .model }

  private static var names: String {
    TinyBenchmark.allCases.map(\.modelName).joined(separator: ", ")
  }
}
