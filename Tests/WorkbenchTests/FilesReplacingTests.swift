import Foundation
import Glibc
import MCUBenchTestSupport
import Testing
import Workbench

/// Files that are written whole, and what they never take the place of.
struct FilesReplacingTests {
  @Test func replacesTheFileBehindALink() async throws {
    try await withTemporaryDirectory { folder in
      let (file, link) = (folder + "/table.json", folder + "/link.json")
      try Data("old".utf8).write(to: URL(filePath: file))
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      try Files.replace(link, with: Array("new".utf8))
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
    }
  }

  @Test func leavesWhatIsNoFile() async throws {
    try await withTemporaryDirectory { folder in
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let error = try #require(throws: FileFailure.self) { try Files.replace(pipe, with: [1]) }
      #expect(error.errno == EINVAL)
      var status = stat()
      #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      let nowhere = folder + "/nowhere"
      try FileManager.default.createSymbolicLink(
        atPath: nowhere, withDestinationPath: folder + "/missing")
      #expect(throws: FileFailure.self) { try Files.replace(nowhere, with: [1]) }
      #expect(throws: FileFailure.self) { try Files.replace(folder, with: [1]) }
    }
  }
}
