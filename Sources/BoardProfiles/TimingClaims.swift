extension BoardProfile {
  /// What cycles that a timing model counts for this board may claim against silicon.
  package struct TimingClaims: Hashable, Sendable, Codable {
    /// The timing model's name: `m7`.
    package let model: String
    /// The versions and parameter sets that were held against silicon; others claim nothing.
    package let checked: [ParameterSet]
    /// Two figures that differ by less, in percent, are not to be ranked.
    package let rankingLimitPercent: Double
    /// The first whose conditions a build meets is the one that applies; the last has none.
    package let rows: [ClaimRow]
  }

  /// A version of a timing model with a set of its parameters.
  package struct ParameterSet: Hashable, Sendable, Codable {
    package let version: String
    /// The first twelve hexadecimal digits of the parameters' SHA-256.
    package let hash: String
  }

  /// One claim, and the builds that it is for.
  package struct ClaimRow: Hashable, Sendable, Codable {
    /// A stable word for programs: `optimised`.
    package let name: String
    /// What was run, and what it was held against.
    package let text: String
    package let label: Label
    /// The largest error of the whole network's cycles, in percent, or `nil` for no bound.
    package let totalErrorPercent: Double?
    /// The largest error of one layer's cycles, in percent, or `nil` for no bound.
    package let layerErrorPercent: Double?
    package let when: Conditions?

    /// What a figure under the claim is to be called.
    package enum Label: String, Hashable, Sendable, Codable {
      /// Simulated, and checked against silicon.
      case checked
      case simulated
      case estimate
    }
  }

  /// What a build must be for a claim; an absent condition holds for every build.
  package struct Conditions: Hashable, Sendable, Codable {
    /// Optimisation levels as the compiler's flags: `-O2`.
    package let optimisation: [String]?
    /// The memory regions that code may lie in.
    package let code: [String]?
    /// The memory regions that constants may lie in.
    package let constants: [String]?
    /// The memory regions that activations may lie in.
    package let activations: [String]?
    /// The most bytes of activations that a memory region may hold.
    package let mostActivationBytes: [String: Int]?
    /// Whether nothing but the core may move data or take cycles: no DMA, no interrupt.
    package let quiet: Bool?
    /// How many cores a run may use.
    package let cores: [Int]?
  }
}

/// What was built and how it ran, as far as claims depend on it.
package struct BuiltProgram: Hashable, Sendable {
  /// The optimisation level as the compiler's flag, or `nil` when unknown.
  package var optimisation: String?
  /// Memory regions that code lies in, or `nil` when unknown.
  package var codeRegions: Set<String>?
  /// Memory regions that constants lie in, or `nil` when unknown.
  package var constantRegions: Set<String>?
  /// Bytes of activations by memory region, or `nil` when unknown.
  package var activationBytes: [String: Int]?
  /// Whether neither DMA nor an interrupt can fall into a measured window.
  package var isQuiet: Bool
  /// Whether clocks, wait states and caches read back as the profile says.
  package var isSetAsProfiled: Bool
  /// Cores that share the layers.
  package var cores: Int

  package init(
    optimisation: String?, codeRegions: Set<String>?, constantRegions: Set<String>?,
    activationBytes: [String: Int]?, isQuiet: Bool, isSetAsProfiled: Bool, cores: Int = 1
  ) {
    self.optimisation = optimisation
    self.codeRegions = codeRegions
    self.constantRegions = constantRegions
    self.activationBytes = activationBytes
    self.isQuiet = isQuiet
    self.isSetAsProfiled = isSetAsProfiled
    self.cores = cores
  }
}

/// What a timing model's cycles may claim for one build on one board.
package enum TimingClaim: Hashable, Sendable {
  case row(BoardProfile.ClaimRow, rankingLimitPercent: Double)
  /// The board's profile has no claims for the model.
  case unknownModel
  /// This version or parameter set was not held against silicon.
  case unknownParameters
}

extension BoardProfile {
  /// The claim that applies to a build under a timing model.
  ///
  /// `parameters` is the hash that the model states, or `nil` when it states none. What is unknown of
  /// the build meets no condition.
  package func claim(
    model: String, version: String, parameters: String?, built: BuiltProgram
  ) -> TimingClaim {
    let claims = (timingClaims ?? []).filter { $0.model == model }
    guard !claims.isEmpty else { return .unknownModel }
    for entry in claims
    where entry.checked.contains(where: { $0.version == version && $0.hash == parameters }) {
      if let row = entry.rows.first(where: { $0.when?.holds(for: built) ?? true }) {
        return .row(row, rankingLimitPercent: entry.rankingLimitPercent)
      }
    }
    return .unknownParameters
  }
}

extension BoardProfile.Conditions {
  fileprivate func holds(for built: BuiltProgram) -> Bool {
    guard built.isSetAsProfiled, built.isQuiet || quiet != true else { return false }
    func isWithin(_ regions: Set<String>?, _ allowed: [String]?) -> Bool {
      guard let allowed else { return true }
      return regions.map { $0.isSubset(of: allowed) } ?? false
    }
    let most = mostActivationBytes ?? [:]
    return (cores?.contains(built.cores) ?? true)
      && (optimisation.map { $0.contains(built.optimisation ?? "") } ?? true)
      && isWithin(built.codeRegions, code) && isWithin(built.constantRegions, constants)
      && isWithin(built.activationBytes.map { Set($0.filter { $0.value > 0 }.keys) }, activations)
      && most.allSatisfy { region, bytes in
        built.activationBytes.map { $0[region] ?? 0 <= bytes } ?? false
      }
  }
}
