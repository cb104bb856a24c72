// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation

/// The source lines of addresses, as the toolchain's addr2line tells them.
enum SourceLines {
  private static let program = "arm-none-eabi-addr2line"
  /// Addresses a call: a command line has its limits.
  private static let batch = 500

  /// `file:line` for each address, or `nil` when the program is missing or fails.
  static func places(of addresses: [UInt32], in image: String) -> [String]? {
    var places: [String] = []
    for start in stride(from: 0, to: addresses.count, by: batch) {
      let some = addresses[start..<min(start + batch, addresses.count)]
      guard let answer = ask(some.map { "0x" + String($0, radix: 16) }, of: image) else {
        return nil
      }
      places += answer
    }
    return places.count == addresses.count ? places : nil
  }

  private static func ask(_ addresses: [String], of image: String) -> [String]? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program, "-e", image] + addresses
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    // A line's discriminator is none of its place.
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      String(line.prefix { $0 != " " })
    }
  }
}
