-- +goose Up
SET lock_timeout = 0;
SET client_min_messages = warning;
SET check_function_bodies = false;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.audit (at timestamptz NOT NULL DEFAULT '2024-01-04 10:00:00+00', what text);
CREATE FUNCTION public.later() RETURNS integer LANGUAGE sql AS 'SELECT count(*)::integer FROM public.not_there_yet';

-- +goose Down
DROP FUNCTION public.later();
DROP TABLE public.audit;
