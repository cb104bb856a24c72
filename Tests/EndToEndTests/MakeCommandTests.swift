import Foundation
import MCUBenchTestSupport
import Testing

/// `make` as a process: files, tables, and what it refuses.
@Suite struct MakeCommandTests {
  @Test func makesAGridWhoseFilesCanBeAnalysed() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/made"
      let arguments = [
        "make", "mobilenetv1", "--alpha", "0.05,0.1", "--loop", "1-2", "--resolution", "32", "-o",
        folder,
      ]
      let made = try await home.run(arguments)
      #expect(made.status == 0, "\(made.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(
        files == [
          "mobilenetv1_0.05_32_c3_o2_l1.tflite", "mobilenetv1_0.05_32_c3_o2_l2.tflite",
          "mobilenetv1_0.1_32_c3_o2_l1.tflite", "mobilenetv1_0.1_32_c3_o2_l2.tflite",
        ])
      for file in files { #expect(made.output.contains(file.dropLast(7))) }
      let analysed = try await home.run(["analyze"] + files.map { folder + "/" + $0 })
      #expect(analysed.status == 0, "\(analysed.errors)")

      let again = try await home.run(arguments)
      #expect(again.status == 0)
      #expect(again.output.contains("same"))
    }
  }

  @Test func keepsWhatDiffersUnlessForced() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/made"
      let name = "mobilenetv1_0.05_32_c3_o2_l1"
      let file = "\(folder)/\(name).tflite"
      #expect(try await home.run(["make", name, "-o", folder]).status == 0)
      let first = try Data(contentsOf: URL(filePath: file))
      let kept = try await home.run(["make", name, "--seed", "2", "-o", folder])
      #expect(kept.status == 1)
      #expect(kept.errors.contains("error: kept \(file), which differs"))
      #expect(kept.errors.contains("try: give --force"))
      #expect(try Data(contentsOf: URL(filePath: file)) == first)
      let forced = try await home.run(["make", name, "--seed", "2", "--force", "-o", folder])
      #expect(forced.status == 0)
      #expect(try Data(contentsOf: URL(filePath: file)) != first)
    }
  }

  @Test(arguments: [
    (["mobilenetv1", "--alpha", "0.25,0"], "alpha 0 is not a number from 0.01 to 4"),
    (["shufflenetv1", "--groups", "8", "--alpha", "0.2"], "do not fall into as many groups"),
    (["mobilenetv1", "--resolution", "16,96"], "resolution 16: the map in front of"),
    (["mobilenetv1_0.7_96_c3_o2_l5_b1"], "can be read in 2 ways"),
    (["resnet"], "is none of mobilenetv1"), (["mobilenetv1", "--loop", "x"], "'x' is no value"),
    (["mobilenetv1", "--input-range", "1,2"], "is not LOW,HIGH around 0"),
    (["mobilenetv1", "--input-range=-3e38,3e38"], "is not LOW,HIGH around 0"),
    (["mobilenetv1", "--input-range=-1e-45,0"], "is not LOW,HIGH around 0"),
    (["mobilenetv1", "--alpha=-1"], "alpha -1 is not a number from 0.01 to 4"),
    (["mobilenetv1", "--alpha", "nan"], "'nan' is no value"),
    (["mobilenetv1", "--alpha", "1e308"], "'1e308' is no value"),
    (["mobilenetv1", "--alpha", ","], "'' is no value"),
    (["mobilenetv1", "--loop", "5-1"], "'5-1' is no value or range of loop"),
    (["mobilenetv1", "--resolution", "100000"], "is not a whole number from 8 to 512"),
    (["mobilenetv1", "--classes", "0"], "classes 0 is not a whole number from 1 to 1000"),
    (["mobilenetv1", "--alpha", "0.01-4:0.0001"], "gives alpha more than 20000 values"),
    (
      ["mobilenetv1", "--alpha", "0.01-4:0.01", "--loop", "0-20", "--classes", "1-1000"],
      "the lists give 8400000 variations"
    ),
  ])
  func refusesWithoutWriting(arguments: [String], part: String) async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/made"
      let outcome = try await home.run(["make"] + arguments + ["-o", folder])
      #expect(outcome.status == 2)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
  }

  @Test func leavesImpossibleCombinationsOutWhereAsked() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run([
        "make", "mobilenetv1", "--alpha", "0.05", "--loop", "1", "--resolution", "16,32",
        "--skip-impossible", "--json", "-o", home.directory + "/made",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("left out mobilenetv1_0.05_16_c3_o2_l1: resolution 16"))
      let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let rows = (document as? [String: Any])?["variations"] as? [[String: Any]]
      #expect(rows?.count == 1)
      #expect(rows?.first?["name"] as? String == "mobilenetv1_0.05_32_c3_o2_l1")
      #expect(rows?.first?["can_run"] as? Bool == true)
    }
  }

  @Test func listsTheArchitecturesAndTheirFactors() async throws {
    try await Sandbox.with { home in
      let all = try await home.run(["make", "--list"])
      #expect(all.status == 0)
      for name in ["mobilenetv1:", "mobilenetv2:", "mobilenetv3smallNSQ:", "shufflenetv2:"] {
        #expect(all.output.contains(name))
      }
      #expect(all.output.contains("--penultimate"))
      let one = try await home.run(["make", "shufflenetv1", "--list", "--json"])
      #expect(one.output.contains("\"one of 1, 2, 3, 4, 8\""))
    }
  }
}
