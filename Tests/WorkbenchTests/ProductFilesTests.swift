import Failures
import Foundation
import Testing

@testable import Workbench

struct ProductFilesTests {
  /// Makes directories below a temporary one, runs `body` with its path, and removes it.
  private func with(_ directories: [String], _ body: (String) throws -> Void) async throws {
    try await ScratchDirectory.with(under: FileManager.default.temporaryDirectory.path) { root in
      for directory in directories { try Files.makeDirectory(root + "/" + directory) }
      try body(root)
    }
  }

  @Test func findsTheFilesBesideAnInstalledProgram() async throws {
    let share = ["boards", "firmware-template", "kernels"].map { "share/mcubench/" + $0 }
    try await with(share + ["bin"]) { root in
      let files = try ProductFiles.locate(
        flag: nil, environment: [:], runningProgram: root + "/bin/mcubench", workingDirectory: "/")
      #expect(files.boards == root + "/share/mcubench/boards")
      #expect(files.kernels == root + "/share/mcubench/kernels")
    }
  }

  @Test func findsTheCheckoutAboveTheProgramOrTheWorkingDirectory() async throws {
    let parts = ["boards", "firmware-template", "Sources/CKernels", ".build/debug", "docs/deep"]
    try await with(parts) { root in
      for (program, directory) in [
        (root + "/.build/debug/mcubench", "/"), ("/opt/none/bin/mcubench", root + "/docs/deep"),
      ] {
        let files = try ProductFiles.locate(
          flag: nil, environment: [:], runningProgram: program, workingDirectory: directory)
        #expect(files.template == root + "/firmware-template")
        #expect(files.kernels == root + "/Sources/CKernels")
      }
    }
  }

  @Test func takesTheFlagBeforeTheEnvironmentAndNothingElseThen() async throws {
    try await with(["a/boards", "a/firmware-template", "a/kernels", "b"]) { root in
      let files = try ProductFiles.locate(
        flag: root + "/a", environment: ["MCUBENCH_HOME": root + "/b"], runningProgram: "/x/y",
        workingDirectory: "/")
      #expect(files.boards == root + "/a/boards")
      let missing = #expect(throws: ProductFiles.MissingFiles.self) {
        try ProductFiles.locate(
          flag: nil, environment: ["MCUBENCH_HOME": root + "/b"], runningProgram: "/x/y",
          workingDirectory: root + "/a")
      }
      #expect(missing?.places == [root + "/b"])
      #expect(missing?.exitStatus == .wrongInput)
    }
  }

  @Test func removesAScratchDirectoryAfterAnError() async throws {
    struct Failed: Error {}
    var place = ""
    await #expect(throws: Failed.self) {
      try await ScratchDirectory.with(under: FileManager.default.temporaryDirectory.path) { root in
        place = root
        try Files.makeDirectory(root + "/deep/er")
        throw Failed()
      }
    }
    #expect(!place.isEmpty)
    #expect(!Files.exists(place))
  }

  @Test func saysWhyADirectoryCannotBeMade() {
    let failure = #expect(throws: FileFailure.self) { try Files.makeDirectory("/dev/null/x") }
    #expect(failure?.summary.hasPrefix("/dev/null") == true)
    #expect(failure?.remedy != nil)
  }
}
