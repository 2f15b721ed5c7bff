  -- +++
	--revision="a"

--
-- # nothing
-- "message" = "x" # y
-- +++