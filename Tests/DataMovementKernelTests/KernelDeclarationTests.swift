import Foundation
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

@testable import Planning

/// Calls and C declarations are held together: a call's parameters are written into its struct by
/// place, so every field must stand where the header has it.
@Suite struct KernelDeclarationTests {
  @Test(arguments: Lowering.dataMovementRules.keys.sorted { $0.rawValue < $1.rawValue })
  func equalsTheHeader(kind: OperatorKind) throws {
    var random = SplitMix(state: 1)
    var symbols: Set<String> = []
    for _ in 0..<20 {
      let network = HostileLayerTests.runnable(kind, &random)
      guard network.refusal == nil else { continue }
      let call = try network.call()
      if symbols.insert(call.symbol).inserted { try Self.check(call) }
    }
    #expect(!symbols.isEmpty)
  }

  @Test(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
  func equalsTheHeaderForEveryOperatorModel() throws {
    var symbols: Set<String> = []
    for model in SharedModels.all where model.manifest.group == "ops" {
      let graph = try TFLiteReader.read(model.bytes())
      for layer in graph.layers {
        guard let call = try? Lowering.call(for: layer, in: graph) else { continue }
        if symbols.insert(call.symbol).inserted { try Self.check(call) }
      }
    }
    #expect(symbols.count > 20)
  }

  /// Requires that `call` names a kernel of its own file, with its header's fields and pointers.
  static func check(_ call: KernelCall) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/CKernels")
    let source = try String(
      contentsOf: folder.appending(path: "\(call.symbol).c"), encoding: .utf8)
    #expect(source.contains("void \(call.symbol)("))
    let header = CHeader(
      try String(contentsOf: folder.appending(path: "include/\(call.header)"), encoding: .utf8))
    let fields = try #require(header.fields(of: call.parameterType), "\(call.parameterType)")
    #expect(
      fields
        == call.parameters.map { field in
          CHeader.Field(name: field.name, count: field.isArray ? field.values.count : nil)
        }, "\(call.symbol)")
    let pointers = try #require(header.pointerCount(of: call.symbol), "\(call.symbol)")
    #expect(pointers == call.arguments.count + 1, "\(call.symbol)")
  }
}

/// What a kernel's header declares.
struct CHeader {
  /// A field of a parameter struct; `count` is `nil` where it is no array.
  struct Field: Hashable {
    let name: String
    let count: Int?
  }

  private let text: String

  init(_ text: String) {
    self.text = text.replacing(/\/\*(?s:.*?)\*\//, with: "")
  }

  /// The fields of the struct called `type`, in order; `nil` where there is none or one is no int32.
  func fields(of type: String) -> [Field]? {
    for match in text.matches(of: /typedef struct \{([^}]*)\} (\w+);/) where match.2 == type {
      var fields: [Field] = []
      for declaration in match.1.split(separator: ";") {
        let line = declaration.trimmingCharacters(in: .whitespacesAndNewlines)
        if line.isEmpty { continue }
        guard let field = line.wholeMatch(of: /int32_t (\w+)(?:\[(\w+)\])?/) else { return nil }
        fields.append(
          Field(name: String(field.1), count: field.2.map { number(String($0)) ?? -1 }))
      }
      return fields
    }
    return nil
  }

  /// The pointers that the kernel called `symbol` takes, its parameter struct included.
  func pointerCount(of symbol: String) -> Int? {
    for match in text.matches(of: /(\w+_fn) (\w+);/) where match.2 == symbol {
      for type in text.matches(of: /typedef void (\w+)\(([^)]*)\);/) where type.1 == match.1 {
        return type.2.split(separator: ",").count
      }
    }
    return nil
  }

  /// The value of a number or of a defined name.
  private func number(_ word: String) -> Int? {
    if let value = Int(word) { return value }
    return text.matches(of: /#define (\w+) (\d+)/).first { $0.1 == word }.flatMap { Int($0.2) }
  }
}
