import Architectures
import Reports
import VariationSearch

extension SearchReport {
  /// Why a variation was tried and what came of it, a sentence a line.
  func explanation(of step: SearchStep) -> [String] {
    var lines = [reason(of: step)].compactMap(\.self)
    if let effect = effect(of: step) { lines.append(effect) }
    if case .impossible(let error) = step.trial.outcome { lines.append(error.summary) }
    if let missed = missedText(step) { lines.append(missed) }
    return lines
  }

  private func reason(of step: SearchStep) -> String? {
    switch step.phase {
    case .start:
      return
        "alpha \(FactorText.number(result.space.alpha(at: step.trial.spot))), everything else"
        + (result.space.fixed == Factors()
          ? " at its standard: " : " as given or at its standard: ")
        + startText(step)
    case .probe, .repair, .lower:
      guard let cause = step.cause else { return nil }
      var text = "\(cause.missText) too much at try \(step.base ?? 0)"
      if !step.carriers.isEmpty {
        text += "; most of it in " + step.carriers.map(Self.text).joined(separator: ", ")
      }
      return text
    case .raise: return "a larger alpha, from try \(step.base ?? 0), halfway to what cannot be"
    case .fill: return "gives back what should still fit, from try \(step.base ?? 0)"
    case .exchange: return "one factor less so that another may be more, from try \(step.base ?? 0)"
    }
  }

  private func startText(_ step: SearchStep) -> String {
    guard result.space.fixed[.alpha] == nil else { return missedText(step) ?? "keeps every limit" }
    return switch step.missed.count {
    case _ where step.trial.figures == nil: "too small to be built"
    case 0: "keeps every limit, so alpha may be larger"
    case 1 where step.decision == .kept:
      "misses one limit, which other factors may mend, so alpha may be larger"
    case 1: "misses the memory, which takes a smaller alpha"
    default: "misses more than one limit, so alpha has to be smaller"
    }
  }

  private static func text(_ carrier: SearchStep.Carrier) -> String {
    "\(carrier.layer) (\(NumberText.fixed(carrier.share * 100, digits: 0)) %)"
  }

  /// `pl 768 → 32 changes 4 layers (block_12/pointwise to block_13/pointwise): 850.0 KB less for
  /// 7 690 464 MACs`.
  private func effect(of step: SearchStep) -> String? {
    guard step.phase != .start, !step.changes.isEmpty else { return nil }
    var text = step.changes.map { change in
      "\(change.factor.rawValue) \(FactorText.number(change.old)) → \(FactorText.number(change.new))"
    }.joined(separator: ", ")
    guard let base = step.base, result.steps.indices.contains(base - 1),
      let old = result.steps[base - 1].trial.figures, let new = step.trial.figures
    else { return text }
    if let first = step.touched.first, let last = step.touched.last {
      text += " changes "
      text +=
        step.touched.count == 1
        ? first : "\(step.touched.count) layers (\(first) to \(last))"
    }
    var differences: [SearchQuantity] = [step.cause?.limit.quantity].compactMap(\.self)
    let size = result.limits.contains { $0.quantity == .rom } ? SearchQuantity.rom : .file
    for quantity in [size, .macs, .parameters] where !differences.contains(quantity) {
      differences.append(quantity)
    }
    let amounts = differences.map { quantity in
      let change = quantity.value(of: new) - quantity.value(of: old)
      return "\(quantity.label) \(change < 0 ? "−" : "+")\(quantity.text(abs(change)))"
    }
    return text + ": " + amounts.joined(separator: ", ")
  }

  private func missedText(_ step: SearchStep) -> String? {
    if step.trial.figures == nil { return nil }
    let missed = step.missed.map(\.missText)
    if missed.isEmpty { return step.phase == .start ? nil : "keeps every limit" }
    return "misses " + missed.joined(separator: " and ")
  }
}
