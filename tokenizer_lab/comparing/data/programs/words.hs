import Data.Char (toLower)
import Data.List (sortOn)
import qualified Data.Map.Strict as Map
import Data.Ord (Down (..))

main :: IO ()
main = do
  text <- getContents
  let counts = Map.fromListWith (+) [(word, 1 :: Int) | word <- words (map toLower text)]
  mapM_ line (sortOn (Down . snd) (Map.toAscList counts))
  where
    line (word, count) = putStrLn (show count ++ " " ++ word)
