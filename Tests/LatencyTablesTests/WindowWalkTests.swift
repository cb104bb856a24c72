import BoardProfiles
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@testable import LatencyTables

/// What of a window's places lies inside of an image, against every tap looked at.
struct WindowWalkTests {
  private struct Window {
    var (height, width) = (1, 1)
    var (kernelHeight, kernelWidth) = (1, 1)
    var (strideHeight, strideWidth) = (1, 1)
    var (dilationHeight, dilationWidth) = (1, 1)
    var (padTop, padLeft) = (0, 0)
    var (outputHeight, outputWidth) = (1, 1)

    init(seed: Int) {
      var random = SplitMix(state: UInt64(seed))
      (height, width) = (1 + random.below(9), 1 + random.below(9))
      (kernelHeight, kernelWidth) = (1 + random.below(5), 1 + random.below(5))
      (strideHeight, strideWidth) = (1 + random.below(3), 1 + random.below(3))
      (dilationHeight, dilationWidth) = (1 + random.below(3), 1 + random.below(3))
      (padTop, padLeft) = (random.below(4), random.below(4))
      (outputHeight, outputWidth) = (1 + random.below(7), 1 + random.below(7))
    }

    /// Taps in the image of the place at `row` and `column`.
    func inside(_ row: Int, _ column: Int) -> Int {
      var count = 0
      for tapRow in 0..<kernelHeight {
        for tapColumn in 0..<kernelWidth {
          let y = row * strideHeight - padTop + tapRow * dilationHeight
          let x = column * strideWidth - padLeft + tapColumn * dilationWidth
          if y >= 0, y < height, x >= 0, x < width { count += 1 }
        }
      }
      return count
    }

    var parameters: [(String, Int)] {
      [
        ("input_height", height), ("input_width", width), ("output_height", outputHeight),
        ("output_width", outputWidth), ("kernel_height", kernelHeight),
        ("kernel_width", kernelWidth), ("stride_height", strideHeight),
        ("stride_width", strideWidth), ("dilation_height", dilationHeight),
        ("dilation_width", dilationWidth), ("pad_top", padTop), ("pad_left", padLeft),
      ]
    }
  }

  private static func walk(_ parameters: [(String, Int)]) throws -> WindowWalk {
    let sketch = PlanSketch([
      PlanSketch.Call(parameters: parameters.map { KernelParameter($0.0, Int32($0.1)) })
    ])
    let plan = try sketch.plan(on: Boards.load("stm32f746g"))
    return WindowWalk(
      PlannedCall(plan.layers[0], of: plan, flashLines: FlashLines(plan)))
  }

  @Test(arguments: 1...200) func countsTheTapsInTheImage(seed: Int) throws {
    let window = Window(seed: seed)
    let walk = try Self.walk(window.parameters)
    var (taps, whole, wholeRows) = (0, 0, 0)
    let all = window.kernelHeight * window.kernelWidth
    for row in 0..<window.outputHeight {
      for column in 0..<window.outputWidth {
        let inside = window.inside(row, column)
        taps += inside
        whole += inside == all ? 1 : 0
        #expect(walk.tapsOfRows[row] * walk.tapsOfColumns[column] == inside)
      }
      wholeRows += walk.tapsOfRows[row] == window.kernelHeight ? 1 : 0
    }
    let places = window.outputHeight * window.outputWidth
    #expect(walk.outputs == Double(places))
    #expect(walk.taps == Double(all))
    #expect(walk.insideTaps == Double(taps))
    #expect(walk.wholePlaces == Double(whole))
    #expect(walk.edgePlaces == Double(places - whole))
    #expect(walk.wholeRows == Double(wholeRows))
    #expect(walk.outputRows == Double(window.outputHeight))
    #expect(walk.outputColumns == Double(window.outputWidth))
  }

  /// Kernels for windows of one size have no parameter for it.
  @Test func aKernelWithoutAWindowOfItsOwnHasThreeByThree() throws {
    let walk = try Self.walk([
      ("input_height", 4), ("input_width", 4), ("output_height", 2), ("output_width", 2),
      ("stride", 2), ("pad_top", 0), ("pad_left", 0),
    ])
    #expect(walk.taps == 9)
    // Rows from 0 and 2: the second juts out by one.
    #expect(walk.tapsOfRows == [3, 2] && walk.tapsOfColumns == [3, 2])
    #expect(walk.insideTaps == 25 && walk.wholePlaces == 1)
  }
}
