import Foundation
import MCUBenchTestSupport
import Testing

/// `mcubench build` writes sources that make builds again.
@Suite(.enabled(if: StockTool.compiler != nil, "there is no ARM compiler"), .timeLimit(.minutes(5)))
struct WrittenSourcesTests {
  @Test(arguments: ["stm32f746g", "nucleo-f446re", "pico"])
  func makeGivesTheSameImage(board: String) async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/firmware"
      let built = try await home.run(["build", Example.model, "--board", board, "-o", folder])
      #expect(built.status == 0, "\(built.errors)")
      let made = try await home.runProgram(
        StockTool.make ?? "make", ["--no-print-directory", "-s", "-C", folder + "/src"],
        within: .seconds(240))
      #expect(made.status == 0, "\(made.errors)")
      for name in ["firmware.bin"] + (board == "pico" ? ["firmware.uf2"] : []) {
        let image = FileManager.default.contents(atPath: "\(folder)/\(name)")
        #expect(image != nil)
        #expect(FileManager.default.contents(atPath: "\(folder)/src/\(name)") == image, "\(name)")
      }
      let makesUF2 = FileManager.default.fileExists(atPath: folder + "/src/firmware.uf2")
      #expect(makesUF2 == (board == "pico"))
    }
  }

  @Test func theNoteNamesTheFlagsThatARunNeedsAgain() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/firmware"
      let built = try await home.run([
        "build", Example.model, "--board", "pico", "--cores", "2", "--placement", "weights=ram",
        "-o", folder,
      ])
      #expect(built.status == 0, "\(built.errors)")
      let note = try String(contentsOfFile: folder + "/README.txt", encoding: .utf8)
      #expect(
        note.contains("run MODEL --board pico --cores 2 --placement code=ram,weights=ram --port"),
        "\(note)")
    }
  }

  @Test(.enabled(if: StockTool.xtensaCompiler != nil, "there is no Xtensa compiler"))
  func makeGivesTheSameImageForTheESP32WithTheCompilerOfTheBuild() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/firmware"
      let built = try await home.run(["build", Example.model, "--board", "esp32", "-o", folder])
      #expect(built.status == 0, "\(built.errors)")
      let made = try await home.runProgram(
        StockTool.make ?? "make", ["--no-print-directory", "-s", "-C", folder + "/src"],
        within: .seconds(240))
      #expect(made.status == 0, "\(made.errors)")
      let image = FileManager.default.contents(atPath: folder + "/firmware.bin")
      #expect(image != nil)
      #expect(FileManager.default.contents(atPath: folder + "/src/firmware.bin") == image)
      // The names of object files, which are among the symbols, differ.
      let images = [folder + "/firmware.elf", folder + "/src/firmware.elf"]
      let strip = (StockTool.xtensaCompiler ?? "").replacing(/gcc$/, with: "strip")
      let stripped = try await home.runProgram(strip, images, within: .seconds(20))
      #expect(stripped.status == 0, "\(stripped.errors)")
      let contents = images.map { FileManager.default.contents(atPath: $0) }
      #expect(contents[0] != nil)
      #expect(contents[0] == contents[1])
    }
  }
}
