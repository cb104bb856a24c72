import Foundation
import MCUBenchTestSupport
import Testing

/// The product's files with a statement at the start of a kernel that the example calls, so that an
/// image of theirs is what the host built and does wrong all the same.
///
/// The compiler cannot know that what follows never runs, so that the guard finds it.
enum BrokenKernel: String {
  /// Permanently undefined: Armv7-M Architecture Reference Manual, A7.7.194.
  case undefined = "__asm volatile(\"udf #0\");"
  /// Leaves its output as it was.
  case returning = "if (*(const volatile int32_t *)params != 0) { return; }"
  case hanging = "while (*(const volatile int32_t *)params != 0) { }"

  private static let file = "mcub_max_pool_2d_s8_dsp.c"

  /// Writes the files, and gives what `MCUBENCH_HOME` is to hold.
  func home(in sandbox: Sandbox) throws -> String {
    let files = FileManager.default
    let source = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let root = URL(filePath: sandbox.directory).appending(path: "broken-home")
    try files.createDirectory(at: root, withIntermediateDirectories: true)
    for (folder, name) in [
      ("boards", "boards"), ("firmware-template", "firmware-template"),
      ("Sources/CKernels", "kernels"),
    ] {
      try files.copyItem(at: source.appending(path: folder), to: root.appending(path: name))
    }
    let kernel = root.appending(path: "kernels/\(Self.file)")
    let text = try String(contentsOf: kernel, encoding: .utf8)
    let start = try #require(text.range(of: "\nvoid mcub_max_pool_2d_s8_dsp("))
    let body = try #require(text.range(of: "{\n", range: start.upperBound..<text.endIndex))
    try text.replacingCharacters(in: body, with: "{\n    \(rawValue)\n")
      .write(to: kernel, atomically: true, encoding: .utf8)
    return root.path
  }
}
