package import ModelGraph

/// Divides the call of a layer between two cores.
///
/// Which calls can be: `docs/pico-two-cores.md`.
package enum CoreSplitting {
  typealias Rule = @Sendable (SplitContext) throws(SplitRefusal) -> CoreSplit

  /// How two cores run `call`, the board's call for `layer`.
  package static func division(
    of call: KernelCall, for layer: Layer, in graph: ModelGraph
  ) -> CoreDivision {
    guard let rule = rules[call.symbol] else {
      return .first(reason: "\(call.symbol) has no halves")
    }
    guard layer.outputs.count == 1, let output = layer.outputs.first,
      let place = call.arguments.firstIndex(of: .tensor(output))
    else { return .first(reason: "it has several outputs") }
    let context = SplitContext(
      call: call, outputArgument: place, outputBytes: graph.tensors[output].byteCount)
    do throws(SplitRefusal) {
      return .both(try rule(context))
    } catch {
      return .first(reason: error.reason)
    }
  }

  /// Rules by the kernel's symbol.
  private static let rules: [String: Rule] = [windowRules, filter3x3Rules, vectorRules]
    .reduce(into: [:]) { rules, more in
      rules.merge(more) { _, _ in preconditionFailure("two rules for one kernel") }
    }
}

/// Why a call stays whole.
struct SplitRefusal: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// There are too few of what `axis` names for two parts.
  init(tooFew count: Int, _ axis: String) {
    reason = count == 1 ? "it has one \(axis.dropLast())" : "its \(count) \(axis) are one step"
  }
}

/// What a rule reads: a call and its output.
struct SplitContext {
  let call: KernelCall
  /// The place in ``KernelCall/arguments`` of what it writes.
  let outputArgument: Int
  /// Bytes of the output, an element each.
  let outputBytes: Int

  /// The single value of a parameter.
  ///
  /// - Precondition: the kernel's struct has that field.
  subscript(_ field: String) -> Int { array(field)[0] }

  /// The values of a parameter.
  func array(_ field: String) -> [Int] {
    guard let parameter = call.parameters.first(where: { $0.name == field }) else {
      preconditionFailure("\(call.symbol) has no field \(field)")
    }
    return parameter.values.map(Int.init)
  }

  /// A part of the call: what differs of its parameters, and where its arguments begin.
  func share(
    count: Int, changes: [String: Int], offsets: [Int: Int], scratchBytes: Int = 0,
    outputBytes: Range<Int>
  ) -> CoreSplit.Share {
    share(
      count: count, arrays: changes.mapValues { [$0] }, offsets: offsets,
      scratchBytes: scratchBytes, outputBytes: outputBytes)
  }

  func share(
    count: Int, arrays: [String: [Int]], offsets: [Int: Int], scratchBytes: Int = 0,
    outputBytes: Range<Int>
  ) -> CoreSplit.Share {
    CoreSplit.Share(
      parameters: call.parameters.map { parameter in
        guard let values = arrays[parameter.name]?.map({ Int32($0) }) else { return parameter }
        return parameter.isArray
          ? KernelParameter(parameter.name, array: values)
          : KernelParameter(parameter.name, values[0])
      },
      argumentOffsets: call.arguments.indices.map { place in
        place == outputArgument ? outputBytes.lowerBound : offsets[place] ?? 0
      },
      scratchBytes: scratchBytes, count: count, outputBytes: outputBytes)
  }
}
