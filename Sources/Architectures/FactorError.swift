package import Failures

/// Why a variation cannot be made of the factors it was given.
package struct FactorError: Failure, Hashable {
  /// A factor and the value it has.
  package struct Given: Hashable, Sendable {
    package let factor: Factor
    package let value: Double

    package var text: String { "\(factor.rawValue) \(FactorText.number(value))" }
  }

  /// What is impossible, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// The architecture has no such factor; the ones it has.
    case unknown(factor: String, known: [String])
    case notAllowed(Given, allowed: FactorValues)
    /// A layer would have no channels left of `base`.
    case noChannels([Given], base: Int)
    /// A pointwise convolution's channels do not fall into the groups.
    case notDivisible(Given, channels: Int, layer: String)
    /// A unit of ShuffleNet v1 that halves the map needs more channels than its input has.
    case tooFewChannels([Given], layer: String, channels: Int, needed: Int)
    /// The map in front of a layer is smaller than its window, or is one pixel and to be halved.
    case mapTooSmall(Given, layer: String, map: Int, needed: Int, smallest: Int?)
    /// More of something than is bearable; the largest factor.
    case tooLarge(Given, what: String, amount: Int, limit: Int)
    /// The head or the reading of the tail that the architecture does not have.
    case noChoice(what: String, value: String, known: [String])
  }

  package let architecture: String
  package let reason: Reason

  package init(_ architecture: String, _ reason: Reason) {
    self.architecture = architecture
    self.reason = reason
  }

  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String { "\(architecture): \(problem)" }

  /// The ``summary`` without the architecture.
  package var problem: String {
    switch reason {
    case .unknown(let factor, let known):
      "has no factor \(factor); it has " + known.joined(separator: ", ")
    case .notAllowed(let given, let allowed): "\(given.text) is not \(allowed.text)"
    case .noChannels(let given, let base):
      "\(Self.list(given)) leaves none of the \(base) channels of a layer"
    case .notDivisible(let given, let channels, let layer):
      "\(given.text): the \(channels) channels of \(layer) do not fall into as many groups"
    case .tooFewChannels(let given, let layer, let channels, let needed):
      "\(Self.list(given)): \(layer) would have \(channels) channels and needs \(needed)"
    case .mapTooSmall(let given, let layer, let map, let needed, _):
      "\(given.text): the map in front of \(layer) is \(map)x\(map) and has to be \(needed)x\(needed)"
    case .tooLarge(let given, let what, let amount, let limit):
      "\(given.text): the network would have \(amount) \(what); at most \(limit) are made"
    case .noChoice(let what, let value, let known):
      known.isEmpty
        ? "has no \(what) to choose, so not \(value)"
        : "has no \(what) \(value); it has " + known.joined(separator: ", ")
    }
  }

  package var remedy: String? {
    switch reason {
    case .unknown, .noChoice: "see 'mcubench make --list'"
    case .notAllowed(let given, let allowed): "give \(given.factor.rawValue) \(allowed.text)"
    case .noChannels(let given, let base):
      given.first.map {
        "give values whose product is at least \(FactorText.number(1 / Double(base))), such as a "
          + "larger \($0.factor.rawValue)"
      }
    case .notDivisible(let given, let channels, _):
      "give groups that divide \(channels), or another \(given.factor == .alpha ? "groups" : "alpha")"
    case .tooFewChannels(let given, _, _, _):
      given.first.map { "give a larger \($0.factor.rawValue)" }
    case .mapTooSmall(_, _, _, _, let smallest):
      smallest.map { "give a resolution of at least \($0)" } ?? "give a larger resolution"
    case .tooLarge(let given, _, _, _): "give a smaller \(given.factor.rawValue)"
    }
  }

  private static func list(_ given: [Given]) -> String {
    given.map(\.text).joined(separator: " with ")
  }
}
