import Planning

/// A call in the model's file: its parameters, and functions that make it or a part of it.
struct CallSource {
  let call: KernelCall
  /// What the parameters are called in the file.
  let parametersName: String
  /// Definitions of the arguments that are lists.
  let lists: String
  /// C expressions of the arguments behind the parameters.
  let arguments: [String]

  /// The parameters, and the function of that name that makes the call.
  func text(_ function: String) -> String {
    parameters(call.parameters, named: parametersName) + lists
      + self.function(function, [parametersName] + arguments)
  }

  /// The whole call as a function, each core's part, and the function `layer_` that has both made.
  func halved(_ split: CoreSplit, index: Int) -> String {
    text("whole_\(index)")
      + part(split.first, "first_\(index)", scratchOffset: 0)
      + part(split.second, "second_\(index)", scratchOffset: split.secondScratchOffset)
        + """
        static void layer_\(index)(void) {
            mcub_cores_run(first_\(index), second_\(index));
        }

        """
  }

  private func part(
    _ share: CoreSplit.Share, _ function: String, scratchOffset: Int
  ) -> String {
    let name = "params_\(function)"
    let moved = call.arguments.indices.map { place in
      let isScratch = if case .scratch = call.arguments[place] { true } else { false }
      let offset = isScratch ? scratchOffset : share.argumentOffsets[place]
      return offset == 0 || call.arguments[place] == .null
        ? arguments[place] : "(void *)((uintptr_t)(\(arguments[place])) + \(offset)u)"
    }
    return parameters(share.parameters, named: name) + self.function(function, [name] + moved)
  }

  private func parameters(_ parameters: [KernelParameter], named name: String) -> String {
    """
    static const \(call.parameterType) \(name) = {
    \(parameters.map(Self.initializer).joined(separator: "\n"))
    };

    """
  }

  private func function(_ name: String, _ arguments: [String]) -> String {
    """
    static void \(name)(void) {
        \(call.symbol)(&\(arguments.joined(separator: ",\n        ")));
    }

    """
  }

  private static func initializer(_ parameter: KernelParameter) -> String {
    let values = parameter.values.map { $0 == .min ? "(-2147483647 - 1)" : String($0) }
    let list = parameter.isArray ? "{\(values.joined(separator: ", "))}" : values[0]
    return "    .\(parameter.name) = \(list),"
  }
}
