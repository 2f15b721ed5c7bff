UPDATE community SET name = name || '!';
