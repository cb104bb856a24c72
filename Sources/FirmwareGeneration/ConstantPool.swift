/// Data that goes into the image, each content once, in the order of its first use.
struct ConstantPool {
  private(set) var contents: [[UInt8]] = []
  private var places: [[UInt8]: Int] = [:]

  /// The C name of an array that holds `bytes`.
  mutating func name(for bytes: [UInt8]) -> String {
    if let place = places[bytes] { return Self.name(at: place) }
    places[bytes] = contents.count
    contents.append(bytes)
    return Self.name(at: contents.count - 1)
  }

  /// A C file that defines the arrays.
  func definitions() -> String {
    var text: [UInt8] = Array(
      "/* Constants of the model, little-endian words. Made by mcubench. */\n".utf8)
    text += Array("#include \"\(GeneratedFile.constantsHeader)\"\n".utf8)
    for (place, bytes) in contents.enumerated() {
      text += Array(
        "\nconst uint32_t \(Self.name(at: place))[\(Self.wordCount(of: bytes))] = {".utf8)
      Self.append(words: bytes, to: &text)
      text += Array("\n};\n".utf8)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A C header that declares the arrays.
  func declarations() -> String {
    var lines = [
      "/* Constants of the model. Made by mcubench. */", "#ifndef MCUB_MODEL_CONSTANTS_H",
      "#define MCUB_MODEL_CONSTANTS_H", "", "#include <stdint.h>", "",
    ]
    lines += contents.enumerated().map { place, bytes in
      "extern const uint32_t \(Self.name(at: place))[\(Self.wordCount(of: bytes))]"
        + " __attribute__((aligned(16))); /* \(bytes.count) bytes */"
    }
    lines += ["", "#endif", ""]
    return lines.joined(separator: "\n")
  }

  private static func name(at place: Int) -> String { "mcub_constant_\(place)" }

  /// At least one: C has no empty arrays.
  private static func wordCount(of bytes: [UInt8]) -> Int { max(1, (bytes.count + 3) / 4) }

  /// Twelve words a line, the last filled up with zeros.
  private static func append(words bytes: [UInt8], to text: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    text.reserveCapacity(text.count + 3 * bytes.count + 64)
    for word in 0..<wordCount(of: bytes) {
      text.append(word % 12 == 0 ? 0x0a : 0x20)
      text.append(0x30)
      text.append(0x78)
      for index in (4 * word..<4 * word + 4).reversed() {
        let byte = index < bytes.count ? Int(bytes[index]) : 0
        text.append(digits[byte >> 4])
        text.append(digits[byte & 15])
      }
      text.append(0x2c)
    }
  }
}

/// The names of the files made for a model.
enum GeneratedFile {
  static let model = "mcub_model.c"
  static let constants = "mcub_model_constants.c"
  static let constantsHeader = "mcub_model_constants.h"
}
