extension VariantFit {
  /// Errors beyond this count no more when a shared term is chosen: of layers that the terms miss.
  private static let mostError = 0.05

  /// Fits of samples of any variants, by the variant.
  ///
  /// A core that waits for each line of flash waits as long whichever kernel reads it, and most kernels
  /// read as much for as much work, so that their own samples cannot tell the two apart: what suits all
  /// variants together holds for each.
  package static func fits(of samples: [LatencySample]) -> [String: VariantFit] {
    let groups = Dictionary(grouping: samples, by: \.cost.variant)
    let known = shared(CostTerm.waitedLine, of: groups.keys.sorted().map { groups[$0] ?? [] })
    return groups.mapValues { VariantFit(fitting: $0, known: known) }
  }

  /// The cycles of a term that is the same in all `groups`, of those that one of them alone gives it;
  /// empty where none has it.
  private static func shared(_ name: String, of groups: [[LatencySample]]) -> [String: Double] {
    let having = groups.filter { group in group.contains { $0.cost.count(of: name) > 0 } }
    let candidates = having.compactMap { group -> Double? in
      let data = Data(group, known: [:])
      return data.names.firstIndex(of: name).map { robust(data)[$0] }
    }
    func error(_ cycles: Double) -> Double {
      having.reduce(0) { sum, group in
        let data = Data(group, known: [name: cycles])
        let fitted = robust(data)
        return sum + group.indices.reduce(0) { $0 + min(abs(data.error($1, fitted)), mostError) }
      }
    }
    let errors = candidates.map { (cycles: $0, error: error($0)) }
    return errors.min { $0.error < $1.error }.map { [name: $0.cycles] } ?? [:]
  }
}
