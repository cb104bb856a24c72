import Failures
import Foundation
import MCUBenchTestSupport
import TFLiteReader
import Testing

/// Files that cannot be loaded are errors with the system's reason.
struct ModelFileTests {
  @Test func loadsTheBytesOfAFile() async throws {
    try await withTemporaryDirectory { directory in
      let file = directory + "/model.tflite"
      try Data([1, 2, 3]).write(to: URL(filePath: file))
      #expect(try ModelFile.load(file) == [1, 2, 3])
    }
  }

  @Test(arguments: [
    ("/", "it is a directory"), ("/dev/null", "it is not a regular file"),
    ("/no/such/model.tflite", "No such file or directory"),
  ])
  func refusesWhatIsNoFile(path: String, cause: String) {
    let error = #expect(throws: ModelReadError.self) { try ModelFile.load(path) }
    #expect(error == ModelReadError(.unreadable(path: path, cause: cause)))
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test func refusesAPathWithANUL() {
    let expected = ModelReadError(.unreadable(path: "a\0b", cause: "the path holds a NUL"))
    #expect(throws: expected) { try ModelFile.load("a\0b") }
  }

  @Test func refusesAnEmptyFile() async throws {
    try await withTemporaryDirectory { directory in
      let file = directory + "/empty.tflite"
      try Data().write(to: URL(filePath: file))
      #expect(throws: ModelReadError(.empty)) { try ModelFile.load(file) }
    }
  }

  @Test func refusesAFileBeyondTheLimitWithoutReadingIt() async throws {
    try await withTemporaryDirectory { directory in
      let file = directory + "/huge.tflite"
      #expect(FileManager.default.createFile(atPath: file, contents: nil))
      // A hole: it takes no room on the disk.
      #expect(truncate(file, off_t(ModelFile.limitBytes + 1)) == 0)
      let expected = ModelReadError(
        .tooLarge(byteCount: ModelFile.limitBytes + 1, limitBytes: ModelFile.limitBytes))
      #expect(throws: expected) { try ModelFile.load(file) }
    }
  }

  @Test func escapesThePathThatItNames() {
    let error = #expect(throws: ModelReadError.self) {
      try ModelFile.load("/no/\u{1b}[2J\n.tflite")
    }
    #expect(error?.summary.contains("\u{1b}") == false)
    #expect(error?.summary.contains("\n") == false)
  }
}
