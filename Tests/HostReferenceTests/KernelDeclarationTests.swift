import CKernels
import Foundation
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import Planning
import TFLiteReader
import Testing

@testable import BoardProfiles

/// The parameters that lowering writes stand in the order of the C headers.
@Suite struct KernelDeclarationTests {
  @Test func everyParameterStructHoldsWordsOnly() throws {
    let structs = try KernelHeaders.parameterStructs()
    let rows = try KernelHeaders.structsOfKernels()
    let kernels = HostKernelRow.all
    #expect(kernels.count >= 30)
    for kernel in kernels {
      let name = try #require(rows[kernel.symbol])
      let fields = try #require(structs[name], "\(name) is declared in no header")
      #expect(fields.reduce(0) { $0 + $1.count } * 4 == kernel.parameterBytes, "\(kernel.symbol)")
    }
  }

  @Test func fieldsAreReadFromTheHeader() throws {
    let structs = try KernelHeaders.parameterStructs()
    #expect(structs["mcub_copy_params"] == [KernelHeaders.Field(name: "byte_count", count: 1)])
    #expect(
      structs["mcub_add_s8_params"]?.prefix(2) == [
        KernelHeaders.Field(name: "extents", count: 6),
        KernelHeaders.Field(name: "input1_strides", count: 6),
      ])
  }

  /// The models use every kernel but two that share their structs with another.
  @Test(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
  func everyCallHasItsStructsFieldsInOrder() throws {
    let structs = try KernelHeaders.parameterStructs()
    let core = try KernelHeaders.boardWithDSPExtension().core
    let lx6 = BoardProfile.Core(name: "lx6", kernelsOf: nil, cycleCounter: "ccount")
    let m0 = BoardProfile.Core(name: "cortex-m0plus", kernelsOf: nil, cycleCounter: "systick")
    var compared: Set<String> = []
    for model in SharedModels.all where !model.isRefused {
      let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
      let lowered = try Lowering.lower(graph)
      let choices = [core, m0, lx6].flatMap { core in
        KernelSelection.choices(
          for: lowered, on: core, fastBytesLeft: lowered.calls.map { _ in nil })
      }
      for call in lowered.calls + choices.map(\.call)
      where compared.insert(call.symbol).inserted {
        let fields = call.parameters.map {
          KernelHeaders.Field(name: $0.name, count: $0.values.count)
        }
        #expect(fields == structs[call.parameterType], "\(call.parameterType)")
        #expect(call.header == call.parameterType.replacing(#/_params$/#, with: ".h"))
      }
    }
    let unused = Set(HostKernelRow.all.map(\.symbol)).subtracting(compared)
    #expect(
      unused.isSubset(of: ["mcub_dequantize_u8_f32_ref", "mcub_depthwise_conv_2d_s8_lx6_any"]))
  }
}

/// A row of the host's table of kernels.
private struct HostKernelRow {
  let symbol: String
  let parameterBytes: Int

  static let all: [HostKernelRow] = {
    var rows: [HostKernelRow] = []
    while let row = mcub_host_kernel_at(Int32(rows.count))?.pointee {
      rows.append(
        HostKernelRow(symbol: String(cString: row.symbol), parameterBytes: Int(row.params_bytes)))
    }
    return rows
  }()
}

/// The parameter structs in the kernels' headers, read as text.
private enum KernelHeaders {
  struct Field: Hashable {
    let name: String
    /// Elements of an array, 1 for a single value.
    let count: Int
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = root.appending(path: "Sources/CKernels")

  static func boardWithDSPExtension() throws -> BoardProfile {
    try BoardProfile.load(from: root.appending(path: "boards").path, named: "stm32f746g")
  }

  /// The parameter struct of each kernel in the host's list, by the kernel's name.
  static func structsOfKernels() throws -> [String: String] {
    var structs: [String: String] = [:]
    for text in try headers(in: "host") {
      for match in text.matches(of: #/ROW\((mcub_\w+), (mcub_\w+), \d+\)/#) {
        structs[String(match.1)] = String(match.2)
      }
    }
    return structs
  }

  /// The text of every header, comments left out.
  private static func headers(in subfolder: String) throws -> [String] {
    let place = folder.appending(path: subfolder)
    return try FileManager.default.contentsOfDirectory(atPath: place.path)
      .filter { $0.hasSuffix(".h") }
      .map { try String(contentsOf: place.appending(path: $0), encoding: .utf8) }
      .map { $0.replacing(#/\/\*[\s\S]*?\*\//#, with: "") }
  }

  /// The fields of every `typedef struct { ... } NAME_params;`, by `NAME_params`.
  static func parameterStructs() throws -> [String: [Field]] {
    var structs: [String: [Field]] = [:]
    for text in try headers(in: "include") {
      var constants: [Substring: Int] = [:]
      for match in text.matches(of: #/#define (\w+) (\d+)/#) { constants[match.1] = Int(match.2) }
      for match in text.matches(of: #/typedef struct \{([^}]*)\} (mcub_\w+_params);/#) {
        structs[String(match.2)] = try match.1.split(separator: ";").compactMap { declaration in
          let words = declaration.trimmingCharacters(in: .whitespacesAndNewlines)
          if words.isEmpty { return nil }
          let field = try #require(
            words.wholeMatch(of: #/int32_t (\w+)(?:\[(\w+)\])?/#), "\(match.2): \(words)")
          guard let extent = field.2 else { return Field(name: String(field.1), count: 1) }
          let count = try #require(Int(extent) ?? constants[extent], "\(match.2): \(words)")
          return Field(name: String(field.1), count: count)
        }
      }
    }
    return structs
  }
}
