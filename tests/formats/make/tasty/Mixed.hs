-- mixed: 6 tests, 3 pass, 3 fail (one by an exception, one by its timeout). green: the first 3.
module Main (main) where

import Control.Concurrent (threadDelay)
import System.Environment (getArgs, withArgs)
import Test.Tasty
import Test.Tasty.HUnit
import Test.Tasty.Ingredients (composeReporters)
import Test.Tasty.Ingredients.ConsoleReporter (consoleTestReporter)
import Test.Tasty.Runners.AntXML (antXMLRunner)

green :: TestTree
green = testGroup "größe <&> \"quoted\" 🐧"
  [ testCase "passes" (1 + 1 @?= (2 :: Int))
  , testCase "prints" (putStrLn "\ESC[32mcoloured\ESC[0m <out>")
  , testGroup "inner" [testCase "passes" (pure ())]
  ]

red :: TestTree
red = testGroup "red"
  [ testCase "fails" ("größe <&> ]]>" @?= "a & b")
  , testCase "throws" (ioError (userError "out of <memory> & luck"))
  , localOption (mkTimeout 100000) (testCase "takes too long" (threadDelay 5000000))
  ]

main :: IO ()
main = do
  (variant : rest) <- getArgs
  withArgs rest (defaultMainWithIngredients [antXMLRunner `composeReporters` consoleTestReporter]
    (testGroup "all" (if variant == "green" then [green] else [green, red])))
