import BoardProfiles
import ModelGraph
import Planning

/// Writes the C file of a plan: parameters, a function a layer, arenas and tables.
///
/// Nothing from the model but numbers goes into it.
struct ModelSource {
  private let plan: ExecutionPlan
  private let session: FirmwareSession
  private(set) var constants = ConstantPool()
  /// The file but for the build id.
  private(set) var text = ""
  /// Rows of the table of weights that are copied before the first run.
  private var copies: [String] = []

  init(_ plan: ExecutionPlan, session: FirmwareSession) throws(GenerationError) {
    self.plan = plan
    self.session = session
    var functions = ""
    var (rows, whole): ([String], [String]) = ([], [])
    for (index, layer) in plan.layers.enumerated() {
      if layer.isElided {
        rows.append("    NULL, /* \(layer.layer.kind) */")
        whole.append(rows[index])
      } else {
        functions += try function(of: layer, index: index)
        rows.append("    layer_\(index), /* \(layer.layer.kind) */")
        whole.append(layer.split == nil ? rows[index] : "    whole_\(index),")
      }
    }
    let tables = try inputTable() + outputTable()
    text =
      includes + arenas + functions
      + "\nmcub_model_layer *const mcub_model_layers[] = {\n" + rows.joined(separator: "\n")
      + (plan.board.usedCores > 1
        ? "\n};\nmcub_model_layer *const mcub_model_whole_layers[] = {\n"
          + whole.joined(separator: "\n") : "")
      + "\n};\nmcub_model_layer *const mcub_model_no_layers[\(plan.layers.count)] = {NULL};"
      + "\nconst uint32_t mcub_model_layer_count = \(plan.layers.count);\n"
      + tables + copyTable + boardTables + sessionTable
  }

  private var includes: String {
    let headers = Set(plan.layers.filter { !$0.isElided }.map(\.boardCall.header)).sorted()
    return "/* The model's calls and memory. Made by mcubench. */\n"
      + ([GeneratedFile.constantsHeader] + headers
      + (plan.board.usedCores > 1 ? ["mcub_cores.h"] : []) + ["mcub_model.h"])
      .map { "#include \"\($0)\"\n" }.joined()
      + "\n#include <stddef.h>\n"
  }

  private var arenas: String {
    plan.arenas.map { arena in
      Self.memory("arena", arena.region, arena.byteCount)
        + Self.memory(
          "inputs", arena.region, arena.inputCopiesEnd - Self.base(behind: arena.byteCount))
        + Self.memory(
          "weights", arena.region, arena.reservedBytes - Self.base(behind: arena.inputCopiesEnd))
    }
    .joined()
  }

  /// An array in a section of the linker script, by default one of its own, or nothing for no bytes.
  static func memory(
    _ use: String, _ region: String, _ byteCount: Int, section: String? = nil
  ) -> String {
    guard byteCount > 0 else { return "" }
    return "\nstatic uint8_t mcub_\(use)_\(region)[\(byteCount)]\n"
      + "    __attribute__((section(\".\(section ?? use)_\(region)\"), aligned(16)));\n"
  }

  /// Where the next array begins behind what ends at `byteCount`.
  private static func base(behind byteCount: Int) -> Int { (byteCount + 15) / 16 * 16 }

  private mutating func function(
    of planned: PlannedLayer, index: Int
  ) throws(GenerationError) -> String {
    let call = planned.boardCall
    var lists = ""
    var arguments: [String] = []
    for (position, argument) in call.arguments.enumerated() {
      switch argument {
      case .tensor(let tensor):
        arguments.append(try pointer(to: tensor, layer: index))
      case .tensors(let tensors):
        let isWritten = tensors.contains { planned.layer.outputs.contains($0) }
        let name = "list_\(index)_\(position)"
        lists += "static \(isWritten ? "" : "const ")void *const \(name)[] = {\n"
        for tensor in tensors { lists += "    \(try pointer(to: tensor, layer: index)),\n" }
        lists += "};\n"
        arguments.append(name)
      case .constant(let constant):
        let name = constants.name(for: constant.bytes)
        if position == call.streamedArgument, let copy = planned.weightCopy {
          let place = pointer(toCopy: copy)
          copies.append("    {.from = \(name), .to = \(place), .bytes = \(copy.byteCount)},")
          arguments.append("(const void *)(\(place))")
        } else {
          arguments.append("(const void *)" + name)
        }
      case .scratch:
        guard let scratch = planned.scratch else {
          throw GenerationError(reason: .unplaced(tensor: nil, layer: index))
        }
        arguments.append(Self.pointer(to: scratch))
      case .null:
        arguments.append("NULL")
      }
    }
    let whole = CallSource(
      call: call, parametersName: "params_\(index)", lists: lists, arguments: arguments)
    return "\n/* \(index): \(planned.layer.kind) */\n"
      + (planned.split.map { whole.halved($0, index: index) } ?? whole.text("layer_\(index)"))
  }

  /// A C expression for the address of an activation or constant.
  private mutating func pointer(to tensor: TensorID, layer: Int) throws(GenerationError) -> String {
    if let data = plan.graph.tensors[tensor].data {
      return "(const void *)" + constants.name(for: data)
    }
    guard let placement = plan.placements[tensor] else {
      throw GenerationError(reason: .unplaced(tensor: tensor, layer: layer))
    }
    return Self.pointer(to: placement)
  }

  private static func pointer(to placement: MemoryPlacement) -> String {
    "(void *)(mcub_arena_\(placement.region) + \(placement.offsetBytes))"
  }

  /// A C expression for the address of a copy of weights.
  private func pointer(toCopy copy: MemoryPlacement) -> String {
    let end = plan.arenas.first { $0.region == copy.region }?.inputCopiesEnd ?? 0
    return "mcub_weights_\(copy.region) + \(copy.offsetBytes - Self.base(behind: end))"
  }

  /// The weights that the firmware copies before the first run.
  private var copyTable: String {
    "\nconst mcub_model_copy mcub_model_copies[] = {\n"
      + (copies.isEmpty ? ["    {.bytes = 0},"] : copies).joined(separator: "\n")
      + "\n};\nconst uint32_t mcub_model_copy_count = \(copies.count);\n"
  }

  private func inputTable() throws(GenerationError) -> String {
    let rows = plan.graph.inputs.map { input in
      let tensor = plan.placements[input].map(Self.pointer) ?? "NULL"
      var store = plan.overwrittenInputs.contains(input) ? "NULL" : tensor
      if let copy = plan.inputCopies[input],
        let arena = plan.arenas.first(where: { $0.region == copy.region })
      {
        let offset = copy.offsetBytes - Self.base(behind: arena.byteCount)
        store = "mcub_inputs_\(copy.region) + \(offset)"
      }
      return "    {.store = \(store), .tensor = \(tensor), .bytes = "
        + "\(plan.graph.tensors[input].byteCount)},"
    }
    let isKept = plan.overwrittenInputs.allSatisfy { plan.inputCopies[$0] != nil }
    return "\nconst mcub_model_input mcub_model_inputs[] = {\n"
      + (rows.isEmpty ? ["    {.bytes = 0},"] : rows).joined(separator: "\n")
      + "\n};\nconst uint32_t mcub_model_input_count = \(rows.count);\n"
      + "const uint32_t mcub_model_keeps_inputs = \(isKept ? 1 : 0);\n"
  }

  private mutating func outputTable() throws(GenerationError) -> String {
    var rows = ""
    for output in plan.graph.outputs {
      let pointer = try pointer(to: output, layer: plan.layers.count - 1)
      let byteCount = plan.graph.tensors[output].byteCount
      rows += "    {.tensor = \(pointer), .bytes = \(byteCount)},\n"
    }
    return "\nconst mcub_model_output mcub_model_outputs[] = {\n\(rows)};\n"
      + "const uint32_t mcub_model_output_count = \(plan.graph.outputs.count);\n"
  }

  private var boardTables: String {
    let bauds = session.bauds(of: plan)
    let registers = plan.board.clock.readBack.map { register in
      "    0x\(String(register.address, radix: 16))u, /* \(Self.comment(register.name)) */\n"
    }
    return "\nconst char mcub_model_board[16] = {"
      + plan.board.name.utf8.map { "\($0), " }.joined() + "};\n"
      + "const uint32_t mcub_model_registers[] = {\n"
      + (registers.isEmpty ? "    0,\n" : registers.joined()) + "};\n"
      + "const uint32_t mcub_model_register_count = \(registers.count);\n"
      + "\nconst uint32_t mcub_model_bauds[] = {"
      + bauds.map { "\($0)u, " }.joined() + "};\n"
      + "const uint32_t mcub_model_baud_count = \(bauds.count);\n"
  }

  /// What the session adds.
  private var sessionTable: String {
    switch session {
    case .framed: ""
    case .eembc(let device): device.table
    }
  }

  /// `text` without what could end a comment.
  private static func comment(_ text: String) -> String {
    String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "_- ".contains($0)) })
  }
}
